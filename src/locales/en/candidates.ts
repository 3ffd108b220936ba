import type { CauseTexts, Text } from '../locale.js';

/** Where it is not known whose mistake it is. */
const whole: Text['advice'] = {
  self: 'Your page cannot use what the other one sends. Reload both pages and call again.',
  other: "{side}'s page cannot use what your page sends. Reload both pages and call again.",
  developer:
    'Send `event.candidate` whole (`sdpMid`, `sdpMLineIndex`, `usernameFragment`), and add it to the connection it belongs to: not to one that is closed, nor to one made after an ICE restart or a reload.',
};

/** Of pages that send single fields of a candidate. */
const unplaced: Text['advice'] = {
  both: 'The two pages do not understand each other. Tell the people who made them.',
  developer:
    'Send `event.candidate` whole instead of single fields of it, and give it to `addIceCandidate` as it came: a candidate needs `sdpMid` or `sdpMLineIndex`. The network is not the reason.',
};

/** Causes of candidates. */
export const candidates = {
  'candidate-refused': {
    sentence:
      "{side}'s page lost ICE candidates: it added them before the description they belong to (InvalidStateError). No path was found.",
    advice: {
      self: 'Your page used what it received too early, and lost it. Reload it and call again.',
      other: "{side}'s page used what it received too early, and lost it. Ask {side} to reload it, then call again.",
      developer:
        'Candidates may come before their description. On that page keep them in an array while `pc.remoteDescription` is null. Add them, in order, once setRemoteDescription has resolved.',
    },
    variants: {
      both: {
        sentence:
          'Neither page could use its ICE candidates: `addIceCandidate` got them without `sdpMid` and `sdpMLineIndex` (TypeError).',
        advice: unplaced,
      },
      closed: {
        sentence: "{side}'s page gave its ICE candidates to a closed connection, and no path was found.",
        advice: {
          self: 'Your page mixed up an old call with this one. Reload it and call again.',
          other: "{side}'s page mixed up an old call with this one. Ask {side} to reload it, then call again.",
          developer:
            'On that page find the connection by the `sender` of each candidate, and take a closed one out of the map. A handler that captured an old RTCPeerConnection goes on feeding that one.',
        },
      },
      rebuilt: {
        sentence:
          "{side}'s page could use no ICE candidate: it rebuilt them without `sdpMid` and `sdpMLineIndex` (TypeError).",
        advice: {
          self: 'Your page cannot use what it receives. Tell the people who made it.',
          other: "{side}'s page cannot use what it receives. Tell the people who made it.",
          developer:
            'Pass on `event.candidate` whole, and give it to `addIceCandidate` as it came: `candidate`, `sdpMid`, `sdpMLineIndex` and `usernameFragment`. The network is not the reason.',
        },
      },
      unplaced: {
        sentence:
          "{side}'s page could use no ICE candidate: {other} sends them without `sdpMid` and `sdpMLineIndex` (TypeError).",
        advice: unplaced,
      },
      named: {
        sentence: "{side}'s browser could not add the ICE candidates it got ({error}), and no path was found.",
        advice: whole,
      },
      other: {
        sentence: "{side}'s browser could not add the ICE candidates it got, and no path was found.",
        advice: whole,
      },
    },
  },
  'candidates-ignored': {
    sentence: "{side}'s page got {count} ICE candidates from {other} and applied none of them.",
    advice: {
      self: 'Your page got what it needs to connect, but does not use it. Reload this page, then call again.',
      other:
        "{side}'s page got what it needs to connect, but does not use it. Ask {side} to reload the page, then call again.",
      developer:
        'On that page call `addIceCandidate` for every `ice-candidate`, on the connection of its `sender`. For those kept in a queue, do so as soon as setRemoteDescription has resolved. The network is not the reason.',
    },
    variants: {
      both: {
        sentence: 'Both pages got ICE candidates, and neither applied any.',
        advice: {
          both: 'Neither page uses what it receives. Tell the people who made them.',
          developer:
            'Call `addIceCandidate` for every `ice-candidate`, on the connection of its `sender`. For those kept in a queue, do so as soon as setRemoteDescription has resolved. The network is not the reason.',
        },
      },
    },
  },
  'candidates-none': {
    sentence: 'Neither {caller} nor {callee} sent an ICE candidate within {seconds} s.',
    advice: {
      both: 'Neither page says where it can be reached. Reload both.',
      developer:
        "Register `onicecandidate` before setLocalDescription and emit `ice-candidate` for each one. With `iceTransportPolicy: 'relay'` there are candidates only if a TURN server works.",
    },
    variants: {
      empty: {
        sentence:
          "{caller}'s offer offers nothing: it has no audio, no video and no data channel. So there are no ICE candidates either.",
        advice: {
          caller: 'Your page called before it had anything to send or receive. Reload both pages and call again.',
          callee:
            "{caller}'s page called before it had anything to send or receive. Reload both pages, then let {caller} call again.",
          developer:
            "On the caller's page call `addTrack` or `createDataChannel` before createOffer, and await getUserMedia first. A page that only listens needs `addTransceiver('audio', { direction: 'recvonly' })`. What is added later needs a new offer, on `negotiationneeded`.",
        },
      },
    },
  },
  'candidates-one-way': {
    sentence: '{side} sent no ICE candidate within {seconds} s; the other side did.',
    advice: {
      self: 'Your page does not say where it can be reached. Reload it.',
      other: "{side}'s page does not say where it can be reached. Ask {side} to reload it.",
      developer:
        "On the silent side, register `onicecandidate` before setLocalDescription and emit `ice-candidate` with the right target. Look for a page that sends a description without setLocalDescription, or gathers before it knows the other's id.",
    },
    variants: {
      unset: {
        sentence:
          "{side}'s page sent its description, but never called setLocalDescription with it. So its browser gathers no ICE candidates.",
        advice: {
          self: 'Your page left out a step of the call. Tell the people who made it.',
          other: "{side}'s page left out a step of the call. Tell the people who made it.",
          developer:
            'On that page: `await pc.setLocalDescription(await pc.createAnswer())`, then send `pc.localDescription`. Do the same with an offer. Without it the browser gathers no candidates and opens no path. The network is not the reason.',
        },
      },
    },
  },
} satisfies Partial<CauseTexts>;
