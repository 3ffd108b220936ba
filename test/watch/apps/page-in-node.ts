import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import { io as newIo, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import { until } from '../../support/read.js';
import { atEnd } from '../../support/teardown.js';
import { candidatesOfSide, FixedConnection } from './fixed-connection.js';
import { peerOf } from './peer-in-node.js';
import { commonPage, type WildApp } from './wild-app.js';

const require = createRequire(import.meta.url);
const oldIo = require('socket.io-client-2') as typeof newIo;
const SimplePeer = require('simple-peer') as new (options: object) => { destroy(): void };

export type Transport = 'websocket' | 'polling';

/** Somebody's page of an app, run in Node: its own script, in which no description or candidate is left to chance. */
export interface PageInNode {
  /** What it was sent, in order: packets of Engine.IO, or messages of a WebSocket. */
  readonly got: readonly string[];
  /** What the server has drawn for it. */
  ids(): string[];
  /** Waits until it may be called; resolves to the id that others call it by. */
  ready(): Promise<string>;
  call(id: string): void;
  /** Waits until it has all that the other side has for it. */
  isUp(): Promise<void>;
  /** Waits until what it has sent is handled, and what was sent to it before that is here. */
  settled(): Promise<void>;
}

/**
 * @param address of the app, or of the proxy in front of it
 * @param other that of its other origin
 */
export function openInNode(
  app: WildApp,
  me: string,
  { address, other, transport }: { address: string; other: string; transport: Transport },
): PageInNode {
  const got: string[] = [];
  const sockets: Socket[] = [];
  const plain: WebSocket[] = [];
  const connections: FixedConnection[] = [];
  let candidates = candidatesOfSide;
  let fences = 0;

  class Connection extends FixedConnection {
    constructor() {
      super(me);
      connections.push(this);
    }
  }
  const io = (path = '/', options: object = {}) => {
    const client = app.scripts.some((script) => script.includes('socket.io-client-2')) ? oldIo : newIo;
    const socket = client(new URL(path, address).href, {
      ...options,
      forceNew: true,
      reconnection: false,
      transports: [transport],
    });
    sockets.push(socket);
    atEnd(() => socket.close());
    socket.io.engine.on('packet', ({ type, data }: { type: string; data?: unknown }) =>
      got.push(`${type} ${lineOf(data)}`),
    );
    return socket;
  };
  class PlainSocket extends WebSocket {
    constructor(url: string) {
      super(url);
      plain.push(this);
      atEnd(() => this.terminate());
      this.prependListener('message', (data, isBinary) => got.push(`${isBinary ? 'bytes' : 'text'} ${lineOf(data)}`));
    }
  }
  class OwnSimplePeer extends SimplePeer {
    constructor(options: { initiator: boolean; trickle: boolean }) {
      super({
        ...options,
        wrtc: { RTCPeerConnection: Connection, RTCSessionDescription: Init, RTCIceCandidate: Init },
      });
      if (!options.trickle) candidates = 0;
      atEnd(() => this.destroy());
    }
  }
  const window: { myId?: string; call?: (id: string) => void } = {};
  runInNewContext(commonPage + app.page(other), {
    window,
    location: { search: `?me=${me}`, host: new URL(address).host },
    URLSearchParams,
    Blob,
    io: Object.assign(io, { connect: io }),
    WebSocket: PlainSocket,
    SimplePeer: OwnSimplePeer,
    Peer: peerOf(PlainSocket, Connection),
    RTCPeerConnection: Connection,
  });
  return {
    got,
    ids: () => [...new Set(sockets.flatMap(({ id, io: { engine } }) => [id ?? '', engine.id]))],
    ready: async () =>
      (await until(
        async () => window.myId,
        (id) => id !== undefined,
      )) ?? '',
    call: (id) => window.call?.(id),
    isUp: async () => {
      await until(
        async () =>
          connections.map(({ remoteDescription, added }) => remoteDescription !== null && added >= candidates),
        ([isUp]) => isUp === true,
      );
    },
    settled: async () => {
      // The server refuses a namespace that it does not have behind all else.
      for (const socket of sockets)
        await new Promise((refused) => {
          const fence = socket.io.socket(`/fence-${++fences}`);
          fence.once('connect_error', refused);
          fence.once('error' as 'connect_error', refused);
        });
      for (const socket of plain) await new Promise((pong) => socket.once('pong', pong).ping('fence'));
    },
  };
}

/** A description or a candidate, as it was given. */
const Init = function (init: object) {
  return init;
};

const lineOf = (data: unknown): string =>
  Buffer.isBuffer(data) ? data.toString('latin1') : typeof data === 'string' ? data : '';
