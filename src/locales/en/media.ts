import type { CauseTexts } from '../locale.js';

/** Causes of microphone, camera and what they send, in English. */
export const media = {
  'insecure-context': {
    sentence:
      'The page of {side} was opened over plain http, where browsers give no microphone and no camera, and it went no further.',
    advice: {
      caller: 'Open the page of {side} over https.',
      callee: 'Open the page of {side} over https.',
      developer:
        'Open it over https, or as `http://localhost` on the same machine: elsewhere there is no `navigator.mediaDevices`, and asking for the microphone throws a TypeError. Test `isSecureContext` and say so to the person.',
    },
    variants: {
      threw: {
        sentence:
          'The page of {side} was opened over plain http, where there is no `navigator.mediaDevices`: asking for the microphone threw an error, and the page went no further.',
      },
    },
  },
  'media-denied': {
    sentence: 'The browser of {side} could not open the microphone or camera, and its page went no further.',
    advice: {
      caller: 'Check the microphone and camera of {side}, then reload that page.',
      callee: 'Check the microphone and camera of {side}, then reload that page.',
      developer:
        'Catch the error of getUserMedia, tell the user, and go on without the device: an offer or an answer needs no track of its own (`addTransceiver`, `recvonly`).',
    },
    variants: {
      denied: {
        sentence:
          'The browser of {side} was not allowed to use the microphone or camera, and its page went no further.',
        advice: {
          caller: '{side} must allow the microphone and camera: the icon beside the address, then reload the page.',
          callee: '{side} must allow the microphone and camera: the icon beside the address, then reload the page.',
          developer:
            'getUserMedia was refused by the user, the system or a policy: the page needs HTTPS (or localhost), and an iframe `allow="microphone; camera"`. Catch the error and go on without the device (`recvonly`).',
        },
      },
      'no-device': {
        sentence:
          'The browser of {side} found no microphone or camera of the kind its page asked for, and the page went no further.',
        advice: {
          caller: '{side} must plug in a microphone or camera, then reload the page.',
          callee: '{side} must plug in a microphone or camera, then reload the page.',
          developer:
            'Ask only for what is there (`enumerateDevices`), loosen the constraints, and go on without the device (`recvonly`).',
        },
      },
      busy: {
        sentence: 'The microphone or camera of {side} is there but would not start, and its page went no further.',
        advice: {
          caller: '{side} must close other programs that use the microphone or camera, then reload the page.',
          callee: '{side} must close other programs that use the microphone or camera, then reload the page.',
          developer:
            'The system or another program holds the device. Catch the error, offer another device, and go on without it (`recvonly`).',
        },
      },
    },
  },
  'no-media': {
    sentence:
      '{caller} and {callee} are connected; what {other} sends leaves its browser and does not arrive at {side}.',
    advice: {
      caller: 'You are connected, but sound or picture is lost on the way. Try another network, or without a VPN.',
      callee: 'You are connected, but sound or picture is lost on the way. Try another network, or without a VPN.',
      developer:
        'The microphone is not the reason: packets leave. Look at the way: a firewall that lets the handshake through and not the stream, packets over the MTU, a TURN server without bandwidth; compare the codecs of both descriptions.',
    },
    variants: {
      nobody: {
        sentence:
          '{caller} and {callee} are connected, and neither of them sends anything: no sound, no picture, no data.',
        advice: {
          caller: 'Neither microphone is open. Allow it, then reload both pages.',
          callee: 'Neither microphone is open. Allow it, then reload both pages.',
          developer:
            'Add a track before createOffer and before createAnswer on both pages, and look at what getUserMedia threw; a connection with no track and no data channel carries nothing.',
        },
      },
      source: {
        sentence:
          '{caller} and {callee} are connected, and the browser of {side} sends nothing of what was negotiated: its own probe counts 0.',
        advice: {
          caller:
            'Nothing leaves the browser of {side}: is the right microphone or camera chosen, switched on and allowed?',
          callee:
            'Nothing leaves the browser of {side}: is the right microphone or camera chosen, switched on and allowed?',
          developer:
            'On that page look at the sender: is there a track (`addTrack` before the description, or `replaceTrack`), is its readyState `live`, is the direction of its transceiver `sendrecv`, is a data channel opened at all?',
        },
      },
      'one-sided': {
        sentence:
          '{caller} and {callee} are connected, and nothing arrives at {side}; whether anything leaves {other} is not known: no probe has told.',
        advice: {
          caller:
            'You are connected, but nothing arrives at {side}. Check the microphone and camera of {other}, then the network.',
          callee:
            'You are connected, but nothing arrives at {side}. Check the microphone and camera of {other}, then the network.',
          developer:
            'Put the probe on the page of {other}: it says whether anything leaves. A remote track that is `muted` says only that no packet arrives, not why.',
        },
      },
    },
  },
  'nothing-to-send': {
    sentence: 'One side sends nothing that could be heard or seen.',
    advice: {
      caller: 'Check whose microphone is off.',
      callee: 'Check whose microphone is off.',
      developer:
        'Add the track before createOffer or createAnswer, and tell the person when the microphone is refused.',
    },
  },
} satisfies Partial<CauseTexts>;
