import type { CauseTexts } from '../locale.js';

/** Causes of microphone, camera and what they send. */
export const media = {
  'insecure-context': {
    sentence:
      "{side}'s page was opened over plain http, where browsers give no microphone or camera. It went no further.",
    advice: {
      self: 'Your page was opened without https, so the browser gives it no microphone. Open it with https.',
      other:
        "{side}'s page was opened without https, so the browser gives it no microphone. Ask {side} to open it with https.",
      developer:
        'Open it over https, or as `http://localhost` on the same machine. Elsewhere there is no `navigator.mediaDevices`, and asking for the microphone throws a TypeError. Test `isSecureContext` and say so on the page.',
    },
    variants: {
      threw: {
        sentence:
          "{side}'s page was opened over plain http, without `navigator.mediaDevices`. Asking for the microphone threw an error.",
      },
    },
  },
  'media-denied': {
    sentence: "{side}'s browser could not open the microphone or camera, and the page went no further.",
    advice: {
      self: 'Your browser could not open the microphone or camera. Check it, then reload the page.',
      other:
        "{side}'s browser could not open the microphone or camera. Ask {side} to check it, then to reload the page.",
      developer:
        'Catch the error of getUserMedia, say so on the page, and go on without the device: an offer or an answer needs no track of its own (`addTransceiver`, `recvonly`).',
    },
    variants: {
      denied: {
        sentence: "{side}'s browser was not allowed to use the microphone or camera, and the page went no further.",
        advice: {
          self: 'Your browser blocks the microphone or camera. Allow it with the icon beside the address, then reload the page.',
          other: "{side}'s browser blocks the microphone or camera. Ask {side} to allow it, then to reload the page.",
          developer:
            'The user, the system or a policy refused getUserMedia: the page needs HTTPS (or localhost), and an iframe `allow="microphone; camera"`. Catch the error and go on without the device (`recvonly`).',
        },
      },
      'no-device': {
        sentence:
          "{side}'s browser found no microphone or camera of the kind its page asked for. The page went no further.",
        advice: {
          self: 'Your browser found no microphone or camera. Plug one in, then reload the page.',
          other: "{side}'s browser found no microphone or camera. Ask {side} to plug one in, then to reload the page.",
          developer:
            'Ask only for what is there (`enumerateDevices`), loosen the constraints, and go on without the device (`recvonly`).',
        },
      },
      busy: {
        sentence: "{side}'s microphone or camera is there but would not start, and the page went no further.",
        advice: {
          self: 'Your microphone or camera did not start. Close other programs that use it, then reload the page.',
          other: "{side}'s microphone or camera did not start. Ask {side} to close other programs that use it.",
          developer:
            'The system or another program holds the device. Catch the error, offer another device, and go on without it (`recvonly`).',
        },
      },
    },
  },
  'no-media': {
    sentence:
      "{caller} and {callee} are connected. What {other} sends leaves {other}'s browser but does not arrive at {side}.",
    advice: {
      both: 'You are connected, but sound or picture is lost on the way. Try another network, or switch the VPN off.',
      developer:
        'The microphone is not the reason: packets leave. Look at the way: a firewall that lets the handshake through and not the stream, packets over the MTU, a TURN server without bandwidth. Compare the codecs of both descriptions.',
    },
    variants: {
      nobody: {
        sentence: '{caller} and {callee} are connected, but neither sends anything: no sound, no picture, no data.',
        advice: {
          both: 'You are connected, but neither microphone is open. Allow it, then reload both pages.',
          developer:
            'Add a track before createOffer and before createAnswer on both pages, and look at what getUserMedia threw. A connection with no track and no data channel carries nothing.',
        },
      },
      source: {
        sentence:
          "{caller} and {callee} are connected, but {side}'s browser sends nothing of what was negotiated. Its own probe counts 0.",
        advice: {
          self: 'You are connected, but nothing leaves your browser. Check that the right microphone or camera is chosen, on and allowed.',
          other:
            "You are connected, but nothing leaves {side}'s browser. Ask {side} to check the microphone and camera.",
          developer:
            'On that page look at the sender: is there a track (`addTrack` before the description, or `replaceTrack`), is its readyState `live`, is the direction of its transceiver `sendrecv`, is a data channel opened at all?',
        },
      },
      ended: {
        sentence: "{caller} and {callee} are connected, but {side}'s browser sends nothing: its track has ended.",
        advice: {
          self: 'You are connected, but your microphone or camera was switched off by the page. Reload it and call again.',
          other:
            "You are connected, but {side}'s microphone or camera was switched off. Ask {side} to reload the page.",
          developer:
            'Something called `stop()` on that track, mostly the cleanup of an effect, or its device was unplugged. Call getUserMedia anew and put the new track in with `replaceTrack`, or add it before the description.',
        },
      },
      'one-sided': {
        sentence:
          '{caller} and {callee} are connected, but nothing arrives at {side}. Whether anything leaves {other} is not known: no probe says so.',
        advice: {
          self: 'You are connected, but nothing arrives from {other}. Ask {other} to check the microphone, then check the network.',
          other:
            'You are connected, but nothing arrives at {side}. Check your microphone and camera, then the network.',
          developer:
            "Put the probe on {other}'s page: it says whether anything leaves. A remote track that is `muted` says only that no packet arrives, not why.",
        },
      },
    },
  },
  'nothing-to-send': {
    sentence: 'One side sends nothing that could be heard or seen.',
    advice: {
      both: 'One of you sends no sound and no picture. Check whose microphone is off.',
      developer:
        'Add the track before createOffer or createAnswer, and say on the page when the microphone is refused.',
    },
  },
} satisfies Partial<CauseTexts>;
