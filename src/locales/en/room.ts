import type { CauseTexts } from '../locale.js';

/** Causes of who is in the room, and of what the gateway refuses, in English. */
export const room = {
  'not-judged': {
    sentence:
      'Not judged: {caller} and {callee} are both here, and the signaling of their call does not pass through this gateway.',
    advice: {
      caller: 'Nothing is known to be wrong.',
      callee: 'Nothing is known to be wrong.',
      developer:
        'The pages exchange their descriptions through another channel, such as a PeerJS server. Send offer, answer and candidates through the gateway, or put the watcher in front of that other server.',
    },
  },
  'same-page-twice': {
    sentence:
      'The page of {side} is in the room twice: one page has joined with two connections, and the call goes to one and is answered on the other.',
    advice: {
      caller: 'Reload the page of {side}.',
      callee: 'Reload the page of {side}.',
      developer:
        'That page opens its socket twice: React StrictMode runs effects twice in development, and an effect without cleanup does so on every render. Call `io()` once outside the component, or disconnect the socket in the cleanup.',
    },
    variants: {
      self: { sentence: 'The page of {side} called itself: one page has joined the room twice, with two connections.' },
    },
  },
  'target-missing': {
    sentence: '{caller} called a participant that is not in the room.',
    advice: {
      caller: 'The page calls somebody who is not here: reload it.',
      callee: 'Nobody has to do anything at this end.',
      developer:
        'Take the target from the last `room-users` and `user-joined`, drop it on `user-left`: socket ids change with every reconnect.',
    },
    variants: {
      moved: {
        sentence: '{caller} called {callee} under an old id: {callee} connected again and is here under a new one.',
        advice: {
          caller: 'The page calls somebody by an old address: reload it.',
          callee: 'Your page connected again, and the other one has not noticed. Ask the other one to reload.',
          developer:
            'The new id is `{movedTo}`. A socket id changes with every reconnect: on `user-left` drop the id and close its connection, on `user-joined` and `room-users` take the new one.',
        },
      },
      outside: {
        sentence: '{caller} called {callee} under an old id: {callee} is connected again, and is in no room.',
        advice: {
          caller: 'The page of {callee} was reconnected and has not joined again. Ask the other one to reload.',
          callee: 'Your page was reconnected and has not joined again. Reload it.',
          developer:
            'Send `join-room` on every `connect`, not once at load: `socket.on("connect", () => socket.emit("join-room", …))`. After a reconnect the socket has a new id and is in no room; the others drop the old id on `user-left`.',
        },
      },
      self: { sentence: '{caller} called itself.' },
    },
  },
  'target-left': {
    sentence: '{callee} left before the offer reached it.',
    advice: {
      caller: 'The other one has left. Wait until it is back.',
      callee: 'You left before the call reached you. Join again to be called.',
      developer: 'Nothing is wrong: an offer and a departure crossed. Close the connection on `user-left`.',
    },
  },
  rejected: {
    sentence: 'The gateway refused the {message} of {sender}: {reason}.',
    advice: {
      caller: 'Reload the page; if that does not help, tell whoever runs it.',
      callee: 'Reload the page; if that does not help, tell whoever runs it.',
      developer:
        'Read the acknowledgement or the `signaling-error` that the sender got: it names the field and the rule it breaks.',
    },
    variants: {
      outside: {
        sentence: 'The gateway refused the {message} of {sender}: its connection is in no room (not-in-room).',
        advice: {
          caller: 'The page of {sender} was reconnected and has not joined again. Reload it.',
          callee: 'The page of {sender} was reconnected and has not joined again. Reload it.',
          developer:
            'Send `join-room` on every `connect`, not once at load: `socket.on("connect", () => socket.emit("join-room", …))`. After a reconnect the socket has a new id and is in no room.',
        },
      },
      large: {
        sentence:
          'The {message} of {sender} is over the bound of {bytes} bytes ({reason}), and its connection was closed for it.',
        advice: {
          caller: 'The page of {sender} sends too much at once. Tell the people who made it.',
          callee: 'The page of {sender} sends too much at once. Tell the people who made it.',
          developer:
            'A WebSocket message may have {bytes} bytes, and a larger one closes its socket with code 1009. Look at what is put into the {message} beside its description: send files and the like over a data channel.',
        },
      },
      expelled: {
        sentence: 'The gateway closed the connection of {gone}: the token had ended, or too much was sent.',
        advice: {
          caller: 'Join again, then call again.',
          callee: 'Join again, and let the other one call again.',
          developer:
            'That page was told why by `signaling-error`: on `token-expired` renew in time, on `token-expiring`; on `flooding` wait when an acknowledgement says `rate-limited`.',
        },
      },
    },
  },
  abandoned: {
    sentence: '{gone} left, or closed the connection, while the call was being set up.',
    advice: {
      caller: 'Nothing is wrong. Call again when both are here.',
      callee: 'Nothing is wrong. Call again when both are here.',
      developer: 'Nothing is wrong. Close the connection on `user-left`.',
    },
  },
} satisfies Partial<CauseTexts>;
