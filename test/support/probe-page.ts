/// <reference lib="dom" />

declare global {
  interface Window {
    /** Two connections of one page, and what a page can see happen to them. */
    lab: Lab;
  }
}

export interface Lab {
  a: RTCPeerConnection;
  b: RTCPeerConnection;
  /** Events, return values and errors, in the order in which the page saw them. */
  log: string[];
  tone(): MediaStreamTrack;
  /** New connections; candidates go across as soon as both descriptions are there. */
  pair(Connection?: typeof RTCPeerConnection, config?: RTCConfiguration): void;
  negotiate(from?: RTCPeerConnection, to?: RTCPeerConnection): Promise<void>;
  wait(ms: number): Promise<void>;
  /** The name of what a promise is rejected with. */
  fails(attempt: Promise<unknown>): Promise<string>;
}

/** A page with a small laboratory of connections, and the probe before it where there is one. */
export function labPage(probe: string | undefined, attributes = ''): string {
  return `<!doctype html><meta charset="utf-8"><title>Lab</title>
${probe === undefined ? '' : `<script src="${probe}/probe.js" ${attributes}></script>`}
<script>(${laboratory.toString()})();</script>`;
}

/** Runs in the page. */
function laboratory(): void {
  const log: string[] = [];
  const lab: Lab = {
    log,
    a: undefined as unknown as RTCPeerConnection,
    b: undefined as unknown as RTCPeerConnection,
    tone() {
      const context = new AudioContext();
      const oscillator = context.createOscillator();
      const destination = context.createMediaStreamDestination();
      oscillator.connect(destination);
      oscillator.start();
      return destination.stream.getAudioTracks()[0] as MediaStreamTrack;
    },
    pair(Connection = RTCPeerConnection, config = {}) {
      lab.a = new Connection(config);
      lab.b = new Connection(config);
      const events = ['signalingstatechange', 'icegatheringstatechange', 'negotiationneeded', 'track'];
      for (const [name, pc, other] of [
        ['a', lab.a, lab.b],
        ['b', lab.b, lab.a],
      ] as const) {
        const early: RTCIceCandidate[] = [];
        pc.addEventListener('icecandidate', ({ candidate }) => {
          // A connection that the page has closed takes no candidate any more, with the probe or without.
          if (!candidate || other.signalingState === 'closed') return;
          if (other.remoteDescription) void other.addIceCandidate(candidate);
          else early.push(candidate);
        });
        other.addEventListener('signalingstatechange', () => {
          if (other.remoteDescription) for (const one of early.splice(0)) void other.addIceCandidate(one);
        });
        for (const event of events) pc.addEventListener(event, () => log.push(`${name} ${event} ${pc.signalingState}`));
      }
    },
    async negotiate(from = lab.a, to = lab.b) {
      await from.setLocalDescription();
      await to.setRemoteDescription(from.localDescription as RTCSessionDescription);
      await to.setLocalDescription();
      await from.setRemoteDescription(to.localDescription as RTCSessionDescription);
    },
    wait: (ms) => new Promise((over) => setTimeout(over, ms)),
    fails: (attempt) =>
      attempt.then(
        () => 'nothing',
        (error: Error) => error.name,
      ),
  };
  window.lab = lab;
}

/** Runs in the page: sound both ways. */
export async function callItself(): Promise<void> {
  window.lab.pair();
  window.lab.a.addTrack(window.lab.tone());
  window.lab.b.addTrack(window.lab.tone());
  await window.lab.negotiate();
}
