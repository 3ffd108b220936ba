import type { CauseTexts } from '../locale.js';

/** Causes of who is in the room, and of what the gateway refuses. */
export const room = {
  'not-judged': {
    sentence:
      'Not judged: {caller} and {callee} are both here, but their signaling does not pass through this gateway.',
    advice: {
      both: 'Your call is set up through another server. Nothing is known to be wrong.',
      developer:
        'The pages exchange their descriptions through another channel, such as a PeerJS server. Send offer, answer and candidates through the gateway, or put the watcher in front of that server.',
    },
  },
  'same-page-twice': {
    sentence: "{side}'s page joined the room twice: the call reaches one connection and is answered on the other.",
    advice: {
      self: 'Your page is in the room twice. Reload it.',
      other: "{side}'s page is in the room twice. Ask {side} to reload it.",
      developer:
        'That page opens its socket twice. React StrictMode runs effects twice in development, and an effect without cleanup does so on every render. Call `io()` once outside the component, or disconnect the socket in the cleanup.',
    },
    variants: {
      self: { sentence: "{side}'s page called itself: it joined the room twice, with two connections." },
    },
  },
  'target-missing': {
    sentence: '{caller} called a participant who is not in the room.',
    advice: {
      caller: 'Your page called somebody who is not here. Reload it.',
      callee: 'The other page called somebody who is not here. You have nothing to do.',
      developer:
        'Take the target from the latest `room-users` and `user-joined`, and drop it on `user-left`. Socket ids change with every reconnect.',
    },
    variants: {
      moved: {
        sentence: '{caller} called {callee} under an old id: {callee} reconnected and has a new one.',
        advice: {
          caller: 'Your page calls {callee} at an old address. Reload it.',
          callee: "Your page reconnected, and {caller}'s page has not noticed. Ask {caller} to reload it.",
          developer:
            'The new id is `{movedTo}`. A socket id changes with every reconnect. On `user-left` drop the id and close its connection; take the new one from `user-joined` and `room-users`.',
        },
      },
      outside: {
        sentence: '{caller} called {callee} under an old id: {callee} reconnected and is in no room.',
        advice: {
          caller: "{callee}'s page reconnected but did not join the room again. Ask {callee} to reload it.",
          callee: 'Your page reconnected but did not join the room again. Reload it.',
          developer:
            'Send `join-room` on every `connect`, not once at load: `socket.on("connect", () => socket.emit("join-room", …))`. After a reconnect the socket has a new id and is in no room; the others drop the old id on `user-left`.',
        },
      },
      self: {
        sentence: "{caller}'s page called itself.",
        advice: {
          both: 'Your page called itself. Reload it.',
          developer: 'The target of the offer is its sender. Leave your own id out when you go through `room-users`.',
        },
      },
    },
  },
  'target-left': {
    sentence: '{callee} left before the offer arrived.',
    advice: {
      caller: '{callee} left before your call arrived. Call again when {callee} is back.',
      callee: 'You left before the call reached you. Join again to be called.',
      developer: 'Nothing is wrong: the offer and the departure crossed. Close the connection on `user-left`.',
    },
  },
  rejected: {
    sentence: "The gateway refused {side}'s {message}: {reason}.",
    advice: {
      self: 'The server refused what your page sent. Reload this page and call again. If it happens again, tell the people who run this page.',
      other: "The server refused what {side}'s page sent. Ask {side} to reload the page, then call again.",
      developer:
        'Read the acknowledgement or the `signaling-error` that the sender got: it names the field and the rule that it breaks.',
    },
    variants: {
      outside: {
        sentence: "The gateway refused {side}'s {message}: the connection is in no room (not-in-room).",
        advice: {
          self: 'Your page reconnected but did not join the room again. Reload it.',
          other: "{side}'s page reconnected but did not join the room again. Ask {side} to reload it.",
          developer:
            'Send `join-room` on every `connect`, not once at load: `socket.on("connect", () => socket.emit("join-room", …))`. After a reconnect the socket has a new id and is in no room.',
        },
      },
      target: {
        sentence: "The gateway refused {side}'s {message}: its `target` is missing or not text ({reason}).",
        advice: {
          self: 'Your page does not say whom it calls. Reload it and call again.',
          other: "{side}'s page does not say whom it calls. Ask {side} to reload it, then call again.",
          developer:
            '`target` has to be the socket id of the other one: `socketId` in `room-users` and `user-joined`, `sender` in an offer. Log it: it is undefined, or of another name. Send nothing before it is known, and keep candidates until then.',
        },
      },
      description: {
        sentence: "The gateway refused {side}'s {message}: in its field `{message}` there is no {message} ({reason}).",
        advice: {
          self: 'Your page called with an empty message. Tell the people who made it.',
          other: "{side}'s page sent an empty message. Tell the people who made it.",
          developer:
            'Send `pc.localDescription` itself, as an object with `type` and `sdp`. It is null until `await pc.setLocalDescription(…)` has resolved. Do not send JSON text or the SDP alone; an answer has the type `answer`.',
        },
      },
      candidate: {
        sentence: "The gateway refused {side}'s ICE candidates: their field `candidate` is no candidate ({reason}).",
        advice: {
          self: 'Your page sends what nobody can use. Tell the people who made it.',
          other: "{side}'s page sends what nobody can use. Tell the people who made it.",
          developer:
            'Send `event.candidate` itself, as an object, in the field `candidate`: not as JSON text, not its line alone, not inside another object.',
        },
      },
      large: {
        sentence: "{side}'s {message} exceeds {bytes} bytes ({reason}), and its connection was closed for it.",
        advice: {
          self: 'Your page sends too much at once. Tell the people who made it.',
          other: "{side}'s page sends too much at once. Tell the people who made it.",
          developer:
            'A WebSocket message may have {bytes} bytes; a larger one closes its socket with code 1009. Check what the {message} holds beside its description. Send files and the like over a data channel.',
        },
      },
      expelled: {
        sentence: "The gateway closed {side}'s connection: the token had expired, or the page sent too much.",
        advice: {
          self: 'The server closed your connection. Join again.',
          other: "The server closed {side}'s connection. Call again when {side} is back.",
          developer:
            'The page got the reason in `signaling-error`. For `token-expired`: renew in time, on `token-expiring`. For `flooding`: slow down when an acknowledgement says `rate-limited`.',
        },
      },
    },
  },
  abandoned: {
    sentence: '{side} left or closed the connection while the call was being set up.',
    advice: {
      self: 'You left, or your page ended the call, before it was set up. Nothing is wrong.',
      other: '{side} left before the call was set up. Nothing is wrong: call again when both of you are here.',
      developer: 'Nothing is wrong. Close the connection on `user-left`.',
    },
    variants: {
      closed: {
        sentence: "{side}'s page closed its RTCPeerConnection while the call was being set up. The page is still here.",
        advice: {
          self: 'Your page ended the call before it was set up. If you did not, reload it.',
          other: '{side} ended the call before it was set up. Call again when both of you are ready.',
          developer:
            'Nothing is wrong if somebody hung up. If nobody did, look for what calls `close()`: in React the cleanup of an effect, which StrictMode runs twice in development, or a handler of `user-left` that closes every connection.',
        },
      },
    },
  },
} satisfies Partial<CauseTexts>;
