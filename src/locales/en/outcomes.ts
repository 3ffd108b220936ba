import type { Locale } from '../locale.js';

/** What is said where no cause is: the ladder is complete, goes on, or stopped for a reason that nobody could see. */
export const outcomes: Locale['outcomes'] = {
  connected: {
    sentence: '{caller} and {callee} are connected, and what was negotiated arrives.',
    advice: { caller: 'Nothing to do.', callee: 'Nothing to do.', developer: 'Nothing to do.' },
    variants: {
      relayed: {
        sentence: '{caller} and {callee} are connected through a TURN server (relay), and what was negotiated arrives.',
      },
      'one-sided-relayed': {
        sentence:
          '{caller} and {callee} are connected through a TURN server (relay), and what was negotiated arrives at {side}; the other page has no probe.',
      },
      'one-way': {
        sentence: '{caller} and {callee} are connected; sound or picture goes from {from} to {to} only.',
        advice: {
          caller: 'Nobody hears or sees {to}. If that is not meant so: check the microphone of {to}, then reload.',
          callee: 'Nobody hears or sees {to}. If that is not meant so: check the microphone of {to}, then reload.',
          developer:
            'If {to} should be heard: on its page, add the track before createOffer or createAnswer, with a transceiver whose direction is `sendrecv`; on a refused getUserMedia say so to the person.',
        },
      },
      'one-way-late': {
        sentence: '{caller} and {callee} are connected; sound or picture goes from {from} to {to} only.',
        advice: {
          caller: 'Nobody hears or sees {to}. Reload both pages and call again.',
          callee: 'Nobody hears or sees {to}. Reload both pages and call again.',
          developer:
            'The page of {to} has a track that was never negotiated. Add it before createAnswer, or make a new offer on `negotiationneeded`.',
        },
      },
      'one-way-muted': {
        sentence: '{caller} and {callee} are connected; sound or picture goes from {from} to {to} only.',
        advice: {
          caller: '{to} can switch the microphone or camera on.',
          callee: '{to} can switch the microphone or camera on.',
          developer: '{to} can switch the microphone or camera on.',
        },
      },
      silent: {
        sentence: '{caller} and {callee} are connected, and there is nothing to hear or see.',
        advice: {
          caller: 'Switch a microphone or a camera on.',
          callee: 'Switch a microphone or a camera on.',
          developer: 'Switch a microphone or a camera on.',
        },
      },
      'one-sided': {
        sentence:
          '{caller} and {callee} are connected, and what was negotiated arrives at {side}; the other page has no probe.',
      },
    },
  },
  signaled: {
    sentence: 'The signaling between {caller} and {callee} is complete. Whether media flows only their browsers know.',
    advice: {
      caller: 'If you hear or see nothing, reload both pages and call again.',
      callee: 'If you hear or see nothing, reload both pages and call again.',
      developer:
        'Whether the pages apply what they get, only the pages know. To see it, put the probe before the page\'s own code: `<script src="https://your-gateway/probe.js"></script>`.',
    },
    variants: {
      unreported: {
        sentence:
          'The signaling between {caller} and {callee} is complete. What became of the connection no probe has told.',
        advice: {
          caller: 'If you hear or see nothing, reload the page and call again.',
          callee: 'If you hear or see nothing, reload the page and call again.',
          developer:
            "A probe has reported before and says no more: does something block the page's requests to `/reports`, or was the page frozen?",
        },
      },
    },
  },
  pending: {
    sentence: 'The handshake is going on.',
    advice: { caller: 'Wait a moment.', callee: 'Wait a moment.', developer: 'Wait a moment.' },
  },
  superseded: {
    sentence: 'A newer offer has taken the place of this one.',
    advice: {
      caller: 'Look at the handshake that came after.',
      callee: 'Look at the handshake that came after.',
      developer: 'Look at the handshake that came after.',
    },
    variants: { overtaken: { sentence: '{caller} and {callee} negotiated again before this handshake was through.' } },
  },
  'not-judged': {
    sentence: '{caller} and {callee} are both here, and whether they call each other is not known here.',
    advice: { caller: 'Nothing to do.', callee: 'Nothing to do.', developer: 'Nothing to do.' },
  },
  abandoned: {
    sentence: 'The handshake was given up before it was complete.',
    advice: { caller: 'Nothing is wrong.', callee: 'Nothing is wrong.', developer: 'Nothing is wrong.' },
  },
  failed: {
    sentence:
      'The handshake between {caller} and {callee} has stopped, and why is not known: nobody present could see it.',
    advice: {
      caller: 'Reload the page and call again.',
      callee: 'Reload the page.',
      developer:
        'Connect over WebSocket rather than HTTP polling, so that delivery can be proved, and put the probe on both pages.',
    },
    variants: {
      untaken: {
        sentence: 'The answer of {callee} is in the browser of {caller}, and its page has not taken it.',
        advice: {
          caller: 'Your page was answered and does nothing with it. Reload it and call again.',
          callee: 'The other page has your answer and does nothing with it. Ask the other one to reload.',
          developer:
            "On the caller's page, register the handler of `answer` before the offer is sent, find the RTCPeerConnection by `sender`, and call setRemoteDescription first of all. Look for an error the handler throws.",
        },
      },
    },
  },
};
