import type { CauseTexts } from '../locale.js';

/** Causes of candidates, in English. */
export const candidates = {
  'candidate-refused': {
    sentence:
      'The page of {side} lost ICE candidates: it added them before the description they belong to (InvalidStateError), and no path was found.',
    advice: {
      caller: 'The page of {side} takes candidates too early. Reload it and call again.',
      callee: 'The page of {side} takes candidates too early. Reload it and call again.',
      developer:
        'Candidates may come before their description. On that page keep them in an array while `pc.remoteDescription` is null, and add them, in order, once setRemoteDescription has resolved.',
    },
    variants: {
      both: {
        sentence:
          'Neither page could use the ICE candidates it got: they came to `addIceCandidate` without `sdpMid` and `sdpMLineIndex`, and the browsers threw a TypeError.',
        advice: {
          caller: 'The pages do not understand each other. Tell the people who made them.',
          callee: 'The pages do not understand each other. Tell the people who made them.',
          developer:
            'Send `event.candidate` whole instead of single fields of it, and give it to `addIceCandidate` as it came: a candidate needs `sdpMid` or `sdpMLineIndex`. The network is not the reason.',
        },
      },
      closed: {
        sentence:
          'The page of {side} gave the ICE candidates it got to a connection that is closed, and no path was found.',
        advice: {
          caller: 'The page of {side} mixed up an old call with this one. Reload it and call again.',
          callee: 'The page of {side} mixed up an old call with this one. Reload it and call again.',
          developer:
            'On that page find the connection by the `sender` of each candidate, and take a closed one out of the map: a handler that captured an old RTCPeerConnection goes on feeding that one.',
        },
      },
      rebuilt: {
        sentence:
          'The page of {side} could use none of the ICE candidates it got: it rebuilt them without `sdpMid` and `sdpMLineIndex`, and the browser threw a TypeError.',
        advice: {
          caller: 'The page of {side} cannot use what it gets. Tell the people who made it.',
          callee: 'The page of {side} cannot use what it gets. Tell the people who made it.',
          developer:
            'Pass on `event.candidate` whole, and give it to `addIceCandidate` as it came: `candidate`, `sdpMid`, `sdpMLineIndex` and `usernameFragment`. The network is not the reason.',
        },
      },
      unplaced: {
        sentence:
          'The page of {side} could use none of the ICE candidates it got: {other} sends them without `sdpMid` and `sdpMLineIndex`, the page of {side} does not add them, and the browser threw a TypeError.',
        advice: {
          caller: 'The two pages do not understand each other. Tell the people who made them.',
          callee: 'The two pages do not understand each other. Tell the people who made them.',
          developer:
            'Send `event.candidate` whole instead of single fields of it, and give it to `addIceCandidate` as it came: a candidate needs `sdpMid` or `sdpMLineIndex`. The network is not the reason.',
        },
      },
      named: {
        sentence:
          'The browser of {side} could not add the ICE candidates it was given ({error}), and no path was found.',
        advice: {
          caller: 'The page of {side} cannot use what the other one sends. Reload both pages and call again.',
          callee: 'The page of {side} cannot use what the other one sends. Reload both pages and call again.',
          developer:
            'Send `event.candidate` whole (`sdpMid`, `sdpMLineIndex`, `usernameFragment`), and add it to the connection it belongs to: not to one that is closed, nor to one made after an ICE restart or a reload.',
        },
      },
      other: {
        sentence: 'The browser of {side} could not add the ICE candidates it was given, and no path was found.',
        advice: {
          caller: 'The page of {side} cannot use what the other one sends. Reload both pages and call again.',
          callee: 'The page of {side} cannot use what the other one sends. Reload both pages and call again.',
          developer:
            'Send `event.candidate` whole (`sdpMid`, `sdpMLineIndex`, `usernameFragment`), and add it to the connection it belongs to: not to one that is closed, nor to one made after an ICE restart or a reload.',
        },
      },
    },
  },
  'candidates-ignored': {
    sentence: 'The page of {side} has got {count} ICE candidates of {other}, and has applied none of them.',
    advice: {
      caller: 'The page of {side} does not use what it gets. Reload it and call again.',
      callee: 'The page of {side} does not use what it gets. Reload it and call again.',
      developer:
        'On that page call `addIceCandidate` for every `ice-candidate`: on the connection of its `sender`, and for those kept in a queue as soon as setRemoteDescription has resolved. The network is not the reason.',
    },
    variants: {
      both: {
        sentence: 'Both pages have got the ICE candidates of the other, and neither has applied one.',
        advice: {
          caller: 'The pages do not use what they get. Tell the people who made them.',
          callee: 'The pages do not use what they get. Tell the people who made them.',
          developer:
            'Call `addIceCandidate` for every `ice-candidate`: on the connection of its `sender`, and for those kept in a queue as soon as setRemoteDescription has resolved. The network is not the reason.',
        },
      },
    },
  },
  'candidates-none': {
    sentence: 'Neither {caller} nor {callee} has sent a single ICE candidate within {seconds} s.',
    advice: {
      caller: 'Neither page says where it can be reached. Reload both.',
      callee: 'Neither page says where it can be reached. Reload both.',
      developer:
        "Register `onicecandidate` before setLocalDescription and emit `ice-candidate` for each. With `iceTransportPolicy: 'relay'` there are candidates only if a TURN server works.",
    },
  },
  'candidates-one-way': {
    sentence: '{silent} has sent no ICE candidate within {seconds} s; the other side has.',
    advice: {
      caller: 'One of the two pages does not say where it can be reached. Reload the page of the silent one.',
      callee: 'One of the two pages does not say where it can be reached. Reload the page of the silent one.',
      developer:
        "On the silent side, register `onicecandidate` before setLocalDescription, emit `ice-candidate` with the right target, and look for a page that gathers before it knows the other's id and throws the candidates away.",
    },
  },
} satisfies Partial<CauseTexts>;
