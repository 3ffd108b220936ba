import type { CauseTexts } from '../locale.js';

/** Causes of messages on their way, in English. */
export const delivery = {
  'not-forwarded': {
    sentence: 'The server got the {message} of {sender} in `{event}`, and passed it on to nobody.',
    advice: {
      caller: 'The server did not pass your call on. Reload both pages and call again.',
      callee: 'The server did not pass the call on. Reload both pages.',
      developer:
        "Look at the server's handler of `{event}`. Is there one? Does it throw? Does it send to a room or an id that is undefined, out of date, or empty? Log the target: somebody has to be connected under it.",
    },
    variants: {
      returned: {
        sentence:
          'The server got the {message} of {sender} in `{event}`, and sent it back to {sender} and to nobody else.',
        advice: {
          caller: 'The server sent the call back to its sender. Reload both pages and call again.',
          callee: 'The server sent the call back to its sender. Reload both pages.',
          developer:
            "The server's handler of `{event}` answers its own sender: `socket.emit` goes to the one that sent it. Send to the other one: `socket.to(target).emit(…)`, or `socket.broadcast`.",
        },
      },
      candidates: {
        sentence: 'The server got the candidates of {sender} in `{event}`, and passed none of them on.',
        advice: {
          caller: 'The server holds back what the two pages need to connect. Reload both pages and call again.',
          callee: 'The server holds back what the two pages need to connect. Reload both pages.',
          developer:
            "Look at the server's handler of `{event}`: is there one, does it throw, and to whom does it send? Descriptions get through and candidates do not, so compare it with the handler of the offer.",
        },
      },
      alone: {
        sentence:
          'The server got the {message} of {sender} in `{event}`, and nobody else is seen here who could have got it.',
        advice: {
          caller: 'Nobody else is connected here. Open the page on the other device as well, and call again.',
          callee: 'Open the page through the same address as the other one.',
          developer:
            'Open both pages at the address that `hopline watch` prints, not at that of the server: what goes past it is not seen. If both are, nobody else was connected when {sender} called.',
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
  },
  'gateway-lost': {
    sentence: 'The gateway dropped the connection of {gone} in the middle of the handshake.',
    advice: {
      caller: 'Wait a moment: the page connects again by itself.',
      callee: 'Wait a moment: the page connects again by itself.',
      developer:
        "Look at the gateway's log for a restart or a drain; pages should join again on `connect` and call anew.",
    },
    variants: {
      unreachable: {
        sentence:
          'The {message} of {sender} did not get from one instance of the gateway to the other: they do not reach each other.',
        advice: {
          caller: 'Wait a moment, then call again.',
          callee: 'Wait a moment, then let the other one call again.',
          developer:
            "Do the instances reach each other on `CLUSTER_PORT`? Look at the one that has the other's connection: has it stopped, or is it overloaded? The sender was refused with `instance-unreachable` and may try again.",
        },
      },
      lost: {
        sentence:
          'The instance of the gateway that kept this handshake was lost in the middle of it, or lost the other one.',
        advice: {
          caller: 'Wait a moment, then call again if the call has not come about.',
          callee: 'Wait a moment, then let the other one call again if the call has not come about.',
          developer:
            'Look at the logs of the instances: was one killed, stopped for a while, or cut off from the other? What was sent after that moment may have arrived, and belongs to a new handshake.',
        },
      },
    },
  },
  'message-lost': {
    sentence: 'The connection of {sender} to the gateway broke in the middle of the handshake.',
    advice: {
      caller: 'If it is your connection: check the network; the page connects again by itself.',
      callee: 'If it is your connection: check the network; the page connects again by itself.',
      developer: "Look at that side's network and proxies; pages should join again on `connect` and call anew.",
    },
    variants: {
      sent: {
        sentence:
          'The page of {sender} sent its {message}, and it has not reached the gateway: it was lost on the way in.',
        advice: {
          caller: 'A message of {sender} was lost on its way to the server. Reload both pages and call again.',
          callee: 'A message of {sender} was lost on its way to the server. Reload both pages.',
          developer:
            'The page is not the reason: its WebSocket took the message. Look at what stands between it and the gateway: a proxy that drops or cuts frames, an extension, a fault that is switched on.',
        },
      },
    },
  },
  'offer-not-delivered': {
    sentence:
      'The offer of {caller} left the gateway, and the browser of {callee} has not confirmed it: no pong in {seconds} s.',
    advice: {
      caller: "The other one's connection is broken. Wait until it is back.",
      callee: 'Your connection to the server is broken, although it looks open: check the network, or reload.',
      developer:
        "Look at the callee's network and at proxies in between: a socket that is half open, a proxy that holds frames back. If a proxy answers pings itself or swallows them, set `PROOF=off`.",
    },
  },
  'answer-not-delivered': {
    sentence:
      'The answer of {callee} left the gateway, and the browser of {caller} has not confirmed it: no pong in {seconds} s.',
    advice: {
      caller: 'Your connection to the server is broken, although it looks open: check the network, or reload.',
      callee: "The other one's connection is broken. Wait until it is back.",
      developer:
        "Look at the caller's network and at proxies in between: a socket that is half open, a proxy that holds frames back. If a proxy answers pings itself or swallows them, set `PROOF=off`.",
    },
  },
} satisfies Partial<CauseTexts>;
