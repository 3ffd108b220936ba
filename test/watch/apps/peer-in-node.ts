import type { WebSocket } from 'ws';
import type { FixedConnection } from './fixed-connection.js';

interface PeerOptions {
  host: string;
  port: number;
}
interface PeerMessage {
  type: string;
  src: string;
  payload: { sdp?: RTCSessionDescriptionInit; candidate?: RTCIceCandidateInit };
}

/** `Peer` of PeerJS as far as its server sees it: the package itself runs in browsers only. */
export function peerOf(Socket: new (url: string) => WebSocket, Connection: new () => FixedConnection) {
  return class {
    private readonly socket: WebSocket;
    private readonly connections = new Map<string, FixedConnection>();
    private opened: (id: string) => void = () => undefined;

    constructor(
      private readonly id: string,
      { host, port }: PeerOptions,
    ) {
      this.socket = new Socket(`ws://${host}:${port}/peerjs?key=peerjs&id=${id}&token=abc&version=1.5.5`);
      this.socket.on('message', (data: Buffer) => void this.heard(JSON.parse(data.toString()) as PeerMessage));
    }

    on(event: string, listener: (id: string) => void): void {
      if (event === 'open') this.opened = listener;
    }

    connect(id: string): { on(): void } {
      void this.say(id, 'OFFER');
      return { on: () => undefined };
    }

    private with(id: string): FixedConnection {
      const known = this.connections.get(id);
      if (known) return known;
      const made = new Connection();
      this.connections.set(id, made);
      made.onicecandidate = ({ candidate }) => {
        if (candidate) this.send(id, 'CANDIDATE', { candidate });
      };
      return made;
    }

    private async heard({ type, src, payload }: PeerMessage): Promise<void> {
      if (type === 'OPEN') this.opened(this.id);
      if (payload?.sdp) await this.with(src).setRemoteDescription(payload.sdp);
      if (payload?.candidate) await this.with(src).addIceCandidate(payload.candidate);
      if (type === 'OFFER') await this.say(src, 'ANSWER');
    }

    private async say(to: string, type: 'OFFER' | 'ANSWER'): Promise<void> {
      const connection = this.with(to);
      await connection.setLocalDescription();
      this.send(to, type, { sdp: connection.localDescription });
    }

    private send(dst: string, type: string, payload: object): void {
      this.socket.send(
        JSON.stringify({ type, payload: { ...payload, type: 'data', connectionId: `dc_${this.id}` }, dst }),
      );
    }
  };
}
