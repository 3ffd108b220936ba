import type { CauseTexts, Text } from '../locale.js';

/** Several offers were open, and which of them was answered nobody has seen: what failed may be two halves of two calls. */
const unplaced: Text = {
  sentence: '{caller} made several offers and {callee} answered one. Which one is not known, and no path was found.',
  advice: {
    both: 'The call was set up several times at once, and did not connect. Reload both pages and call again.',
    developer:
      'Make one offer at a time: wait for its answer before the next (`signalingState` is `stable`). Let the callee take a newer offer on the connection that it has. Put the probe on both pages to see which offer was answered.',
  },
};

const otherNetwork =
  'Your networks do not let the two browsers reach each other. Try another network, such as mobile data, or switch the VPN off.';
const reloadFirst =
  'The call did not connect. Reload both pages and call again. If that does not help, try another network.';

/** What the candidates that passed mean for a path that was not found. */
const shortages = {
  'host-only': {
    advice: {
      both: otherNetwork,
      developer:
        'Only host candidates came from at least one side: STUN is blocked (UDP) or missing from `iceServers`, so nobody outside that network finds it. Add a STUN and a TURN server. A remote track that is `muted` now only says that no packet has come: it is no muted microphone.',
    },
  },
  'no-relay': {
    advice: {
      both: otherNetwork,
      developer:
        'STUN works, but no relay candidate came from either side: there is no TURN, and a symmetric NAT or a firewall needs one. Add a TURN server to `iceServers` on both pages. A remote track that is `muted` now only says that no packet has come: it is no muted microphone.',
    },
  },
  'relay-one': {
    advice: {
      both: otherNetwork,
      developer:
        'Only one side has a relay candidate. Give both pages the same TURN server, with TCP and TLS beside UDP (`turns:` on port 443), and open its relay ports. A remote track that is `muted` now only says that no packet has come: it is no muted microphone.',
    },
  },
  'relay-both': {
    advice: {
      both: otherNetwork,
      developer:
        "Both sides have a relay candidate and still found no path. The TURN server's relay ports (49152-65535 UDP, or `min-port` to `max-port`) are closed, its `external-ip` is wrong, or it denies the peer's address. A remote track that is `muted` now is no muted microphone.",
    },
  },
  unapplied: {
    advice: {
      both: reloadFirst,
      developer:
        "Look first whether {caller}'s page calls setRemoteDescription(answer): put the probe on it, or look at its console. Only then look at STUN, TURN and firewalls.",
    },
  },
  untaken: {
    advice: {
      both: reloadFirst,
      developer:
        'Look first whether both pages call addIceCandidate with every candidate they get: put the probe on both, or look at their consoles. Only then look at STUN, TURN and firewalls.',
    },
  },
} satisfies Record<string, Pick<Text, 'advice'>>;

const restart =
  'On `connectionState` `failed` call `restartIce()` and send the new offer: a change of network needs new candidates. If it breaks after the same time in every call, look at the lifetime of NAT bindings and TURN allocations.';

/** Causes of the path between two browsers. */
export const path = {
  'turn-unauthorized': {
    sentence: "The TURN server refused {side}'s credentials (401). Its browser has no relay, and no path was found.",
    advice: {
      both: 'The server that carries calls between networks refused the page. Reload it; if that does not help, tell the people who run it.',
      developer:
        'Credentials made from a shared secret expire: fetch them right before each RTCPeerConnection. Compare `TURN_SECRET` with `static-auth-secret` and the realm of the TURN server, and the clocks of both machines.',
    },
    variants: {
      forbidden: {
        sentence: 'The TURN server forbade {side} a relay (403), and no path was found.',
        advice: {
          both: 'The server that carries calls between networks does not serve this page. Tell the people who run the page.',
          developer:
            'The credentials hold, but a rule of the TURN server forbids the request: look at its denied and allowed peer addresses, its origins and its quotas.',
        },
      },
    },
  },
  'turn-unreachable': {
    sentence: "The TURN server did not answer {side}'s browser (701). It has no relay, and no path was found.",
    advice: {
      self: 'Your network blocks the way to a server that calls need. Use another network, such as mobile data, and call again.',
      other:
        "{side}'s network blocks the way to a server that calls need. Ask {side} to use another network, such as mobile data.",
      developer:
        'Is the TURN server running, does its name resolve, is its port open from outside (3478 UDP and TCP, 5349 TLS)? Where a firewall lets only HTTPS out, offer `turns:` on port 443 with `transport=tcp`.',
    },
  },
  'no-relay-candidate': {
    sentence: "No path was found. Neither side has a relay candidate, although {side}'s page names a TURN server.",
    advice: {
      both: 'The server that carries calls between networks does not help the page. Tell the people who run it, and try another network.',
      developer:
        'Check the TURN URL (`turn:host:3478`, no `//`), user name and credential, and that the server hands out relays: `turnutils_uclient`, or the trickle ICE sample page. Give both pages the same `iceServers`.',
    },
    variants: {
      'relay-only': {
        sentence: "{side}'s page allows relay candidates only, and its browser has none.",
        advice: {
          both: 'The page needs a server that carries calls between networks, and gets nothing from it. Tell the people who run the page.',
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
          "ICE failed on {side}'s side. Whether {caller}'s page applied the answer is not known: nobody present could see it.",
        advice: shortages.unapplied.advice,
      },
      untaken: {
        sentence: "ICE failed on {side}'s side. Whether both pages applied the candidates they got is not known.",
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
          "No path within {seconds} s. Whether {caller}'s page applied the answer is not known: nobody present could see it.",
        advice: shortages.unapplied.advice,
      },
      untaken: {
        sentence: 'No path within {seconds} s. Whether both pages applied the candidates they got is not known.',
        advice: shortages.untaken.advice,
      },
      unplaced,
    },
  },
  'dtls-failed': {
    sentence: 'ICE connected {caller} and {callee}, but the secure connection on top of it (DTLS) did not come up.',
    advice: {
      both: 'Your networks reach each other, but no secure connection comes up. Reload both pages, or switch the VPN off.',
      developer:
        'Send the SDP unchanged: `a=fingerprint` and `a=setup` must be those of the very connection that answers, so look for a description of another or older RTCPeerConnection. Otherwise large UDP packets are lost (MTU, VPN) or a middlebox drops DTLS.',
    },
    variants: { unplaced },
  },
  'connection-lost': {
    sentence: "{caller} and {callee} were connected. Then the connection broke, as {side}'s browser saw it.",
    advice: {
      caller: 'The network between you and {callee} changed or broke. Check yours, then call again.',
      callee: 'The network between you and {caller} changed or broke. Check yours, then ask {caller} to call again.',
      developer: restart,
    },
    variants: {
      'one-sided': {
        advice: {
          caller: 'The connection broke. Call again; if it breaks again, try another network.',
          callee: 'The connection broke. Ask {caller} to call again; if it breaks again, try another network.',
          developer:
            'See first whether the other page closes its RTCPeerConnection without leaving the room: put the probe on it. If it does not, call `restartIce()` on `connectionState` `failed` and send the new offer.',
        },
      },
      gone: {
        sentence:
          "{caller} and {callee} were connected. Then {side}'s network broke: its connection to the gateway is gone too.",
        advice: {
          self: 'Your network broke during the call. Check it; the page reconnects by itself.',
          other: "{side}'s network broke during the call. Wait until {side} is back.",
          developer: restart,
        },
      },
    },
  },
} satisfies Partial<CauseTexts>;
