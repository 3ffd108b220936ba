import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import { io, type Socket } from 'socket.io-client';
import { describeSdp, fingerprint } from '../protocol/facts.js';
import { reportLimits, type Report } from '../protocol/reports.js';
import { startGateway } from './bootstrap.js';
import { readConfig } from './config/config.js';
import type { Outlet } from './telemetry/log-sink.js';

const nowhere: Outlet = { write: (_, written) => setImmediate(written), writeLast: () => undefined };
/** How often it is all done: what was slow once is not slow again, and what is done often gets faster yet. */
const rounds = 3;

/**
 * Plays calls through a gateway of its own, on loopback and in this process, before the one that people reach is there.
 * Code that runs for the first time takes tens of ms, in which everybody else's messages would wait. Nothing of it is seen:
 * it has rooms, counters and a log of its own, and it may fail, as what is wrong shows when the gateway listens.
 *
 * @param format the log's, as it will be written
 * @param outlet what its own log is written to
 * @param mostMs it is cut short after so long: people wait for the gateway
 */
export async function rehearse(format: 'json' | 'ladder', outlet: Outlet = nowhere, mostMs = 3000): Promise<void> {
  const secret = randomBytes(32).toString('base64url');
  const gateway = await startGateway(
    readConfig({
      PORT: '0',
      HOST: '127.0.0.1',
      AUTH_MODE: 'jwt',
      JWT_SECRET: secret,
      ADMIN_TOKEN: secret,
      LOG_FORMAT: format,
      LOG_LEVEL: 'debug',
      // So few that its stores are full soon: what has to make room is played as well.
      MAX_HANDSHAKES: String(reportLimits.perBatch),
      // Its floods are to be taken.
      LIMIT_REPORTS_STRANGERS: '1000000',
    }),
    outlet,
  );
  const url = gateway.url.replace('localhost', '127.0.0.1');
  const sockets: Socket[] = [];
  const timeout = new Promise<void>((resolve) => setTimeout(resolve, mostMs).unref());
  try {
    await Promise.race([play(url, secret, sockets), timeout]);
  } finally {
    for (const socket of sockets) socket.disconnect();
    await gateway.close();
  }
}

async function play(url: string, secret: string, sockets: Socket[]): Promise<void> {
  const token = await new SignJWT({ aud: 'hopline', rooms: '*' })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1m')
    .sign(new TextEncoder().encode(secret));
  for (let round = 0; round < rounds; round++) {
    const room = `room ${round}`;
    const [anna, boris] = [await joined(url, token, room, 'Anna'), await joined(url, token, room, 'Boris')];
    sockets.push(anna, boris);
    for (let call = 0; call < rounds; call++) await negotiate(url, anna, boris);
    await report(
      url,
      anna,
      shapes.map((shape) => shape(refOf(sdp()))),
    );
    for (const shape of shapes) await fill(url, shape);
    await strayFrom(url, anna);
    const headers = { authorization: `Bearer ${secret}` };
    for (const path of ['metrics', 'api/handshakes', 'api/rooms', 'health/ready', 'nowhere', '']) {
      await (await fetch(`${url}/${path}`, { headers })).text();
    }
    anna.emit('leave-room');
    boris.disconnect();
  }
}

async function joined(url: string, token: string, room: string, username: string): Promise<Socket> {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false, auth: { token } });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('connect_error', reject);
  });
  await socket.emitWithAck('join-room', { room, username });
  return socket;
}

/** A whole call, and what the probes of its pages say of it: one side's connection has failed. */
async function negotiate(url: string, anna: Socket, boris: Socket): Promise<void> {
  const [offer, answer] = [sdp(), sdp()];
  const [local, remote] = [refOf(offer), refOf(answer)];
  await report(url, anna, [{ step: 'offer-created', local }]);
  await anna.emitWithAck('offer', { target: boris.id, offer: { type: 'offer', sdp: offer } });
  await report(url, boris, [
    { step: 'offer-applied', remote: local },
    { step: 'answer-created', local: remote, remote: local },
  ]);
  await boris.emitWithAck('answer', { target: anna.id, answer: { type: 'answer', sdp: answer } });
  for (const [from, to] of [
    [anna, boris],
    [boris, anna],
  ] as const) {
    await from.emitWithAck('ice-candidate', { target: to.id, candidate });
  }
  const pair = { local, remote };
  await report(url, boris, [{ step: 'candidate-applied', local: remote, remote: local }]);
  await report(url, anna, [
    { step: 'answer-applied', ...pair },
    { step: 'candidate-applied', ...pair },
    { step: 'ice-connected', result: 'failed', failure: { name: 'failed' }, ...pair },
  ]);
}

/** What is refused: an event that nobody knows, a message that is malformed, one to nobody, one who has no token. */
async function strayFrom(url: string, anna: Socket): Promise<void> {
  const nobody = { target: 'nobody', offer: { type: 'offer', sdp: sdp() } };
  for (const [event, message] of [
    ['nothing', {}],
    ['offer', {}],
    ['offer', nobody],
  ] as const) {
    await anna.emitWithAck(event, message);
  }
  const stranger = io(url, { transports: ['websocket'], forceNew: true, reconnection: false });
  await new Promise<void>((resolve) => stranger.once('connect_error', () => resolve()));
  stranger.disconnect();
}

type Ref = NonNullable<Report['local']>;
type ReportShape = (ref: Ref) => Partial<Report>;

/** Reports of many kinds: code that has met one shape of objects only is thrown away, and slow again, at the next one. */
const shapes: readonly ReportShape[] = [
  (local) => ({ step: 'offer-created', result: 'reached', at: Date.now(), local }),
  (local) => ({ connection: 2, step: 'offer-created', at: Date.now(), local, result: 'reached' }),
  (remote) => ({ remote, at: Date.now(), result: 'failed', step: 'offer-applied', failure: { name: 'TypeError' } }),
  (local) => ({ at: Date.now(), step: 'answer-applied', result: 'reached', connection: 3, remote: local, local }),
  (local) => ({ step: 'media-flowing', result: 'reached', relayed: false, connection: 4, at: Date.now(), local }),
  ({ ufrag }) => ({ step: 'candidate-applied', result: 'reached', at: Date.now(), connection: 5, remote: { ufrag } }),
];

/** A batch that is as large as it may be, of a page that nobody knows and descriptions that nobody has sent. */
async function fill(url: string, shape: ReportShape): Promise<void> {
  const reports = Array.from({ length: reportLimits.perBatch }, () => shape(refOf(sdp())));
  await post(url, { probe: randomBytes(8).toString('hex'), sentAt: Date.now(), reports });
}

async function report(url: string, { io: manager }: Socket, reports: readonly Partial<Report>[]): Promise<void> {
  const at = Date.now();
  const body = {
    probe: fingerprint(manager.engine.id).padEnd(12, '0'),
    sentAt: at,
    clock: { offsetMs: 0, uncertaintyMs: 1 },
    socket: fingerprint(manager.engine.id),
    reports: reports.map((one) => ({ result: 'reached', at, connection: 1, ...one })),
  };
  await post(url, body);
}

async function post(url: string, batch: object): Promise<void> {
  await (await fetch(`${url}/reports`, { method: 'POST', body: JSON.stringify(batch) })).text();
}

const candidate = {
  candidate: 'candidate:1 1 udp 2122260223 192.0.2.1 40000 typ host generation 0',
  sdpMid: '0',
  sdpMLineIndex: 0,
};

function sdp(): string {
  const serial = randomBytes(6).readUIntBE(0, 6);
  return [
    'v=0',
    `o=- ${serial} 2 IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    'm=audio 9 UDP/TLS/RTP/SAVPF 111',
    'c=IN IP4 0.0.0.0',
    `a=ice-ufrag:${serial.toString(36)}`,
    'a=ice-pwd:rehearsalrehearsalreh',
    'a=mid:0',
    '',
  ].join('\r\n');
}

/** By which a report names a description. */
function refOf(text: string): Ref {
  const { session, version, ufrag } = describeSdp(text, text.length);
  return { ...(session && { session }), ...(version && { version }), ...(ufrag && { ufrag }) };
}
