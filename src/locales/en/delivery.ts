import type { CauseTexts } from '../locale.js';

/** Causes of messages on their way. */
export const delivery = {
  'not-forwarded': {
    sentence: 'The server got the {message} of {side} in `{event}`, and passed it on to nobody.',
    advice: {
      caller: 'The server did not pass your call on. Reload both pages and call again.',
      callee: 'The server did not pass the call on. Reload both pages.',
      developer:
        "Look at the server's handler of `{event}`. Is there one? Does it throw? Does it send to a room or an id that is undefined, out of date, or empty? Log the target: somebody has to be connected under it.",
    },
    variants: {
      returned: {
        sentence: 'The server got the {message} of {side} in `{event}`, and sent it back to {side} and to nobody else.',
        advice: {
          caller: 'The server sent the call back to its sender. Reload both pages and call again.',
          callee: 'The server sent the call back to its sender. Reload both pages.',
          developer:
            "The server's handler of `{event}` answers its own sender: `socket.emit` goes to the one that sent it. Send to the other one: `socket.to(target).emit(…)`, or `socket.broadcast`.",
        },
      },
      candidates: {
        sentence: 'The server got the candidates of {side} in `{event}`, and passed none of them on.',
        advice: {
          caller: 'The server holds back what the two pages need to connect. Reload both pages and call again.',
          callee: 'The server holds back what the two pages need to connect. Reload both pages.',
          developer:
            "Look at the server's handler of `{event}`: is there one, does it throw, and to whom does it send? Descriptions get through and candidates do not, so compare it with the handler of the offer.",
        },
      },
      gone: {
        sentence:
          'The server got the {message} of {side} in `{event}`. It names somebody who has left, and reached nobody.',
        advice: {
          caller: 'The other one has left. Call again once both pages are open.',
          callee: 'You had left when the call came. Join again to be called.',
          developer:
            'If they left just then, nothing is wrong. If they are connected again, the page calls an id that is out of date: take it from what the server told last. If the server looks the name up, its entry is out of date.',
        },
      },
      unseen: {
        sentence:
          'The server got the {message} of {side} in `{event}`. It passed it on to none of the pages that are seen here.',
        advice: {
          caller: 'Open the page on every device at the same address, and call again.',
          callee: 'Open the page through the same address as the other one.',
          developer:
            "It may have gone to a page that is open at the server's own address: open every page at the address that `hopline watch` prints, and call again. If all of them are, look at the server's handler of `{event}`: to whom does it send?",
        },
      },
      alone: {
        sentence:
          'The server got the {message} of {side} in `{event}`, and nobody else is seen here who could have got it.',
        advice: {
          caller: 'Nobody else is connected here. Open the page on the other device as well, and call again.',
          callee: 'Open the page through the same address as the other one.',
          developer:
            'Open both pages at the address that `hopline watch` prints: what goes straight to the server is not seen. If both are, nobody else was connected when {side} called.',
        },
      },
    },
  },
  'forwarded-to-another': {
    sentence: 'The server got the answer of {callee} in `{event}`, and passed it on to somebody else than {caller}.',
    advice: {
      caller: 'The server sent the reply to the wrong person. Reload both pages and call again.',
      callee: 'The server sent your reply to the wrong person. Reload both pages.',
      developer:
        "Look at the target in the server's handler of `{event}`. An answer goes to the one whose offer it answers: take that id from the offer, not from a variable that the last call has set.",
    },
    variants: {
      offer: {
        sentence: 'The server got the offer of {caller} for {callee} in `{event}`, and passed it on to somebody else.',
        advice: {
          caller: 'The server sent your call to the wrong person. Reload the page and call again.',
          callee: 'The server sent the call for you to somebody else. Ask {caller} to call again.',
          developer:
            "Look at the target in the server's handler of `{event}`. The message names the one whom it is for: does the server look that up in a map that is out of date, or take a variable that the last call has set?",
        },
      },
    },
  },
  'forwarded-twice': {
    sentence:
      "The server got {caller}'s offer in `{event}` once and passed it on twice. {callee}'s page failed over the second.",
    advice: {
      caller: 'The server sent your call twice. Reload both pages and call again.',
      callee: 'The server sent the call twice. Reload both pages.',
      developer:
        "Look at the server's handler of `{event}`: is it registered twice, as inside the handler of another event that comes more than once? Does it send to a room and to an id, both of which reach the same page?",
    },
  },
  'gateway-lost': {
    sentence: "The gateway dropped {side}'s connection during the handshake.",
    advice: {
      self: 'The server dropped your connection. Wait a moment: your page reconnects by itself.',
      other: "The server dropped {side}'s connection. Wait a moment: the page reconnects by itself.",
      developer:
        "Look for a restart or a drain in the gateway's log. Pages should join again on `connect` and call anew.",
    },
    variants: {
      unreachable: {
        sentence:
          "{side}'s {message} did not get from one gateway instance to the other: they cannot reach each other.",
        advice: {
          caller: 'Two servers cannot reach each other. Wait a moment, then call again.',
          callee: 'Two servers cannot reach each other. Wait a moment, then let {caller} call again.',
          developer:
            "Can the instances reach each other on `CLUSTER_PORT`? Look at the one that holds the receiver's connection: has it stopped, or is it overloaded? The sender got `instance-unreachable` and may try again.",
        },
      },
      lost: {
        sentence: 'The gateway instance that kept this handshake was lost, or lost the other instance.',
        advice: {
          caller: 'A server was lost while your call was being set up. Call again if you are not connected.',
          callee:
            'A server was lost while your call was being set up. Let {caller} call again if you are not connected.',
          developer:
            'Look at the logs of the instances: was one killed, paused, or cut off from the other? What was sent later may have arrived, and belongs to a new handshake.',
        },
      },
      watched: {
        sentence: "The server closed {side}'s connection during the handshake.",
        advice: {
          self: 'The server closed your connection. Wait until your page is back, or reload it. Then call again.',
          other: "The server closed {side}'s connection. Call again when {side} is back.",
          developer:
            'Did the server restart or crash? A tool that reloads code, such as nodemon, restarts it at each saved file. Else look for what closes that socket in its code: `disconnect()`, `close()`, `terminate()`. After a restart, pages have to join again on `connect`.',
        },
      },
    },
  },
  'message-lost': {
    sentence: "{side}'s connection to the gateway broke during the handshake.",
    advice: {
      self: 'Your connection to the server broke. Check your network; the page reconnects by itself.',
      other: "{side}'s connection to the server broke. Wait until {side} is back.",
      developer: "Look at that side's network and proxies. Pages should join again on `connect` and call anew.",
    },
    variants: {
      sent: {
        sentence: "{side}'s page sent its {message}, but the gateway never got it: it was lost on the way.",
        advice: {
          self: 'A message from your page was lost on its way to the server. Reload both pages and call again.',
          other: "A message from {side}'s page was lost on its way to the server. Reload both pages and call again.",
          developer:
            'The page is not the reason: its WebSocket took the message. Look at what stands between it and the gateway: a proxy that drops or cuts frames, an extension, a fault that is switched on.',
        },
      },
    },
  },
  'offer-not-delivered': {
    sentence:
      "{caller}'s offer left the gateway, but {callee}'s browser did not confirm it within {seconds} s (no pong).",
    advice: {
      caller:
        "{callee}'s internet connection does not respond. Ask {callee} to check it or to reload the page, then call again.",
      callee: 'Your internet connection looks open but does not respond. Check it, or reload this page.',
      developer:
        "Look at the callee's network and at proxies in between: a half-open socket, or a proxy that holds frames back. If a proxy answers pings itself or swallows them, set `PROOF=off`.",
    },
  },
  'answer-not-delivered': {
    sentence:
      "{callee}'s answer left the gateway, but {caller}'s browser did not confirm it within {seconds} s (no pong).",
    advice: {
      caller: 'Your internet connection looks open but does not respond. Check it, or reload this page and call again.',
      callee: "{caller}'s internet connection does not respond. Ask {caller} to check it or to reload the page.",
      developer:
        "Look at the caller's network and at proxies in between: a half-open socket, or a proxy that holds frames back. If a proxy answers pings itself or swallows them, set `PROOF=off`.",
    },
  },
} satisfies Partial<CauseTexts>;
