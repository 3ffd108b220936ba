import type { CauseTexts, Text } from '../locale.js';

/** Several offers were open, and which of them was answered nobody has seen: what failed may be two halves of two calls. */
const unplaced: Text = {
  sentence:
    '{caller} had made several offers, {callee} answered one of them, and no path came about; which one was answered is not known.',
  advice: {
    caller: 'Reload both pages and call again.',
    callee: 'Reload both pages and call again.',
    developer:
      'Make one offer at a time: wait for its answer before the next (`signalingState` is `stable`), and let the callee take a newer offer on the connection that it has. Put the probe on both pages to see which offer was answered.',
  },
};

/** What the candidates that passed mean for a path that was not found. */
const shortages = {
  'host-only': {
    advice: {
      caller:
        'The two networks do not let the browsers reach each other. Try another network (mobile data), or without a VPN.',
      callee:
        'The two networks do not let the browsers reach each other. Try another network (mobile data), or without a VPN.',
      developer:
        'Only host candidates came from at least one side: STUN is blocked (UDP) or missing from `iceServers`, so that nobody outside that network finds it. Add a STUN and a TURN server. A remote track that is `muted` by now only says that no packet has come: it is no muted microphone.',
    },
  },
  'no-relay': {
    advice: {
      caller:
        'The two networks do not let the browsers reach each other. Try another network (mobile data), or without a VPN.',
      callee:
        'The two networks do not let the browsers reach each other. Try another network (mobile data), or without a VPN.',
      developer:
        'STUN works and no relay candidate came from either side: there is no TURN, and a symmetric NAT or a firewall needs one. Add a TURN server to `iceServers` on both pages. A remote track that is `muted` by now only says that no packet has come: it is no muted microphone.',
    },
  },
  'relay-one': {
    advice: {
      caller:
        'The two networks do not let the browsers reach each other. Try another network (mobile data), or without a VPN.',
      callee:
        'The two networks do not let the browsers reach each other. Try another network (mobile data), or without a VPN.',
      developer:
        'Only one side has a relay candidate. Give both pages the same TURN server, with TCP and TLS beside UDP (`turns:` on port 443), and open its relay ports. A remote track that is `muted` by now only says that no packet has come: it is no muted microphone.',
    },
  },
  'relay-both': {
    advice: {
      caller:
        'The two networks do not let the browsers reach each other. Try another network (mobile data), or without a VPN.',
      callee:
        'The two networks do not let the browsers reach each other. Try another network (mobile data), or without a VPN.',
      developer:
        "Both sides have a relay candidate and still found no path: the TURN server's relay ports (49152-65535 UDP, or `min-port` to `max-port`) are closed, its `external-ip` is wrong, or it denies the peer's address. A remote track that is `muted` by now is no muted microphone.",
    },
  },
  unapplied: {
    advice: {
      caller: 'Reload both pages and call again. If that does not help, try another network.',
      callee: 'Reload both pages and call again. If that does not help, try another network.',
      developer:
        'Look first whether the page of {caller} calls setRemoteDescription(answer): put the probe on it, or look at its console. Only then look at STUN, TURN and firewalls.',
    },
  },
  untaken: {
    advice: {
      caller: 'Reload both pages and call again. If that does not help, try another network.',
      callee: 'Reload both pages and call again. If that does not help, try another network.',
      developer:
        'Look first whether both pages call addIceCandidate with every candidate they get: put the probe on both, or look at their consoles. Only then look at STUN, TURN and firewalls.',
    },
  },
} satisfies Record<string, Pick<Text, 'advice'>>;

/** Causes of the path between two browsers, in English. */
export const path = {
  'turn-unauthorized': {
    sentence:
      'The TURN server refused the credentials of {side} (401), so that its browser has no relay, and no path was found.',
    advice: {
      caller:
        'The page has no valid access to its relay server. Reload it; if that does not help, tell whoever runs it.',
      callee:
        'The page has no valid access to its relay server. Reload it; if that does not help, tell whoever runs it.',
      developer:
        'Credentials made from a shared secret expire: fetch them right before each RTCPeerConnection. Compare `TURN_SECRET` with `static-auth-secret` and the realm of the TURN server, and the clocks of both machines.',
    },
    variants: {
      forbidden: {
        sentence: 'The TURN server forbade a relay to {side} (403), and no path was found.',
        advice: {
          caller: 'The relay server does not serve you. Tell whoever runs the page.',
          callee: 'The relay server does not serve you. Tell whoever runs the page.',
          developer:
            'The credentials hold, but a rule of the TURN server forbids the request: look at its denied and allowed peer addresses, its origins and its quotas.',
        },
      },
    },
  },
  'turn-unreachable': {
    sentence:
      'The TURN server did not answer the browser of {side} (701), so that it has no relay, and no path was found.',
    advice: {
      caller: 'The relay server cannot be reached from the network of {side}. Try another network.',
      callee: 'The relay server cannot be reached from the network of {side}. Try another network.',
      developer:
        'Is the TURN server running, does its name resolve, is its port open from outside (3478 UDP and TCP, 5349 TLS)? Where a firewall lets only HTTPS out, offer `turns:` on port 443 with `transport=tcp`.',
    },
  },
  'no-relay-candidate': {
    sentence:
      'No path was found, and neither side has a relay candidate, although the page of {side} names a TURN server.',
    advice: {
      caller: 'The page has a relay server and gets nothing from it. Tell whoever runs the page; try another network.',
      callee: 'The page has a relay server and gets nothing from it. Tell whoever runs the page; try another network.',
      developer:
        'Check the TURN URL (`turn:host:3478`, no `//`), user name and credential, and that the server hands out relays: `turnutils_uclient`, or the trickle ICE sample page. Give both pages the same `iceServers`.',
    },
    variants: {
      'relay-only': {
        sentence: 'The page of {side} allows relay candidates only, and its browser has none.',
        advice: {
          caller: 'The page depends on its relay server and gets nothing from it. Tell whoever runs the page.',
          callee: 'The page depends on its relay server and gets nothing from it. Tell whoever runs the page.',
          developer:
            "With `iceTransportPolicy: 'relay'` nothing works without TURN: name a TURN server in `iceServers` (a STUN server is none), check its URL, user name and credential, or drop the policy.",
        },
      },
    },
  },
  'ice-failed': {
    sentence:
      'ICE failed. {caller} sent {callerHost} host, {callerSrflx} srflx, {callerRelay} relay candidates; {callee} {calleeHost} host, {calleeSrflx} srflx, {calleeRelay} relay.',
    advice: shortages['no-relay'].advice,
    variants: {
      ...shortages,
      unapplied: {
        sentence:
          'ICE failed at {side}; whether the page of {caller} has applied the answer is not known: nobody present could see it.',
        advice: shortages.unapplied.advice,
      },
      untaken: {
        sentence: 'ICE failed at {side}; whether both pages have applied the candidates they got is not known.',
        advice: shortages.untaken.advice,
      },
      unplaced,
    },
  },
  'ice-stuck': {
    sentence:
      'No path within {seconds} s. {caller} sent {callerHost} host, {callerSrflx} srflx, {callerRelay} relay candidates; {callee} {calleeHost} host, {calleeSrflx} srflx, {calleeRelay} relay.',
    advice: shortages['no-relay'].advice,
    variants: {
      ...shortages,
      unapplied: {
        sentence:
          'No path within {seconds} s; whether the page of {caller} has applied the answer is not known: nobody present could see it.',
        advice: shortages.unapplied.advice,
      },
      untaken: {
        sentence: 'No path within {seconds} s; whether both pages have applied the candidates they got is not known.',
        advice: shortages.untaken.advice,
      },
      unplaced,
    },
  },
  'dtls-failed': {
    sentence:
      'ICE has connected {caller} and {callee}, but the secure connection on top of it (DTLS) did not come about.',
    advice: {
      caller:
        'The networks reach each other, but no secure connection comes about. Reload both pages, or try without a VPN.',
      callee:
        'The networks reach each other, but no secure connection comes about. Reload both pages, or try without a VPN.',
      developer:
        'Send the SDP unchanged: `a=fingerprint` and `a=setup` must be those of the very connection that answers, so look for a description of another or older RTCPeerConnection. Otherwise large UDP packets are lost (MTU, VPN) or a middlebox drops DTLS.',
    },
    variants: { unplaced },
  },
  'connection-lost': {
    sentence: '{caller} and {callee} were connected; then the connection broke, as the browser of {side} saw it.',
    advice: {
      caller: 'The network between you and the other one has changed or broken. Check it, then call again.',
      callee: 'The network between you and the other one has changed or broken. Check it, then ask for a new call.',
      developer:
        'On `connectionState` `failed` call `restartIce()` and send the new offer: a change of network needs new candidates. If it breaks after the same time in every call, look at the lifetime of NAT bindings and TURN allocations.',
    },
    variants: {
      'one-sided': {
        advice: {
          caller: 'Call again. If it breaks again, try another network.',
          callee: 'Ask for a new call. If it breaks again, try another network.',
          developer:
            'See first whether the other page closes its RTCPeerConnection without leaving the room: put the probe on it. If it does not, call `restartIce()` on `connectionState` `failed` and send the new offer.',
        },
      },
      gone: {
        sentence:
          '{caller} and {callee} were connected; then the network of {side} broke: its connection to the gateway is gone too.',
      },
    },
  },
} satisfies Partial<CauseTexts>;
