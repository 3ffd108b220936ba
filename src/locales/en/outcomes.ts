import type { Locale } from '../locale.js';

/** What is said where no cause is: the ladder is complete, goes on, or stopped for a reason that nobody could see. */
export const outcomes: Locale['outcomes'] = {
  connected: {
    sentence: '{caller} and {callee} are connected. Everything they send arrives.',
    advice: {
      caller: 'You and {callee} are connected; what you send arrives both ways.',
      callee: 'You and {caller} are connected; what you send arrives both ways.',
      developer: 'Nothing to do.',
    },
    variants: {
      relayed: {
        sentence: '{caller} and {callee} are connected through a TURN server (relay). Everything they send arrives.',
      },
      'one-sided-relayed': {
        sentence:
          '{caller} and {callee} are connected through a TURN server (relay). Everything arrives at {side}; the other page has no probe.',
        advice: {
          caller: 'You and {callee} are connected.',
          callee: 'You and {caller} are connected.',
          developer: 'Nothing to do.',
        },
      },
      'one-way': {
        sentence: '{caller} and {callee} are connected. Sound or picture goes from {other} to {side} only.',
        advice: {
          self: 'You are connected, but nobody hears or sees you. If that is a mistake, check your microphone and reload the page.',
          other:
            'You are connected, but nobody hears or sees {side}. If that is a mistake, ask {side} to check the microphone.',
          developer:
            'If {side} should be heard: on that page, add the track before createOffer or createAnswer, with a transceiver whose direction is `sendrecv`. Where getUserMedia is refused, say so on the page.',
        },
      },
      'one-way-late': {
        sentence: '{caller} and {callee} are connected. Sound or picture goes from {other} to {side} only.',
        advice: {
          self: 'You are connected, but nobody hears or sees you. Reload both pages and call again.',
          other: 'You are connected, but nobody hears or sees {side}. Reload both pages and call again.',
          developer:
            "{side}'s page has a track that was never negotiated. Add it before createOffer or createAnswer, in an answer with `addTrack`: what `addTransceiver` adds is in no offer yet. Or make a new offer on `negotiationneeded`.",
        },
      },
      'one-way-muted': {
        sentence: '{caller} and {callee} are connected. Sound or picture goes from {other} to {side} only.',
        advice: {
          self: 'You are connected and muted. Switch your microphone or camera on to be heard or seen.',
          other: 'You are connected. {side} is muted, and can switch the microphone or camera on.',
          developer: '{side} can switch the microphone or camera on.',
        },
      },
      silent: {
        sentence: '{caller} and {callee} are connected, but there is nothing to hear or see.',
        advice: {
          both: 'You are connected, but nobody sends sound or picture. Switch a microphone or a camera on.',
          developer: 'Switch a microphone or a camera on.',
        },
      },
      'one-sided': {
        sentence: '{caller} and {callee} are connected. Everything arrives at {side}; the other page has no probe.',
        advice: {
          caller: 'You and {callee} are connected.',
          callee: 'You and {caller} are connected.',
          developer: 'Nothing to do.',
        },
      },
    },
  },
  signaled: {
    sentence: 'The signaling between {caller} and {callee} is complete. Only their browsers know whether media flows.',
    advice: {
      both: 'Both pages have what they need for the call. If you hear or see nothing, reload both and call again.',
      developer:
        'Whether the pages apply what they get, only the pages know. To see it, put the probe before the page\'s own code: `<script src="https://your-gateway/probe.js"></script>`.',
    },
    variants: {
      unreported: {
        sentence:
          'The signaling between {caller} and {callee} is complete. No probe says what became of the connection.',
        advice: {
          both: 'Both pages have what they need for the call. If you hear or see nothing, reload both and call again.',
          developer:
            "A probe reported before and says no more: does something block the page's requests to `/reports`, or was the page frozen?",
        },
      },
    },
  },
  pending: {
    sentence: 'The call is being set up.',
    advice: { both: 'The call is being set up. Wait a moment.', developer: 'Wait a moment.' },
  },
  superseded: {
    sentence: 'A newer offer has replaced this one.',
    advice: {
      both: 'A newer call has replaced this one. You have nothing to do.',
      developer: 'Look at the handshake that came after.',
    },
    variants: {
      elsewhere: {
        sentence: "{caller}'s offer reached several pages, and the call goes on with another one than {callee}.",
      },
      overtaken: { sentence: '{caller} and {callee} negotiated again before this handshake was complete.' },
    },
  },
  'not-judged': {
    sentence: '{caller} and {callee} are both here. Whether they call each other is not known here.',
    advice: {
      both: 'Whether you call each other is not known here. You have nothing to do.',
      developer: 'Nothing to do.',
    },
  },
  abandoned: {
    sentence: 'The handshake was given up before it was complete.',
    advice: { both: 'The call ended before it was set up. Nothing is wrong.', developer: 'Nothing is wrong.' },
  },
  failed: {
    sentence: 'The handshake between {caller} and {callee} stopped. Why is not known: nobody present could see it.',
    advice: {
      caller: 'The call stopped, and why is not known. Reload the page and call again.',
      callee: 'The call stopped, and why is not known. Reload the page.',
      developer:
        'Connect over WebSocket rather than HTTP polling, so that delivery can be proved, and put the probe on both pages.',
    },
  },
};
