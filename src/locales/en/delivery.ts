import type { CauseTexts } from '../locale.js';

/** Causes of messages on their way, in English. */
export const delivery = {
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
