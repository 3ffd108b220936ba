import { createSocket } from 'node:dgram';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { readIceUrl } from '../../src/config/ice-urls.js';
import { iceServers } from '../../src/http/ice-servers.js';
import { checkRelay, type RelayCheckResult } from '../../tools/turn-check/relay-check.js';
import { attributes } from '../../tools/turn-check/stun.js';
import { open } from '../../tools/turn-check/transport.js';
import { TurnClient } from '../../tools/turn-check/turn-client.js';
import { selfSigned } from '../support/certificate.js';
import { until } from '../support/clients.js';
import { atEnd } from '../support/teardown.js';
import { startTurnServer, type TurnServer, type TurnServerOptions } from '../support/turn-server.js';
import { challenge, isAllocate, scripted } from './scripted-server.js';

const secret = 'the-shared-secret';

/** Credentials as `GET /ice-servers` gives them. */
const credentialsFrom = (turnSecret: string) => (now: number) => {
  const settings = { stunUrls: [], turnUrls: ['turn:any'], turnSecret, turnTtl: 60 };
  const { username = '', credential = '' } = iceServers(settings, now).iceServers[0] ?? {};
  return { username, credential };
};

function check(href: string, turnSecret = secret, now = Date.now()): Promise<RelayCheckResult> {
  const url = readIceUrl(href);
  if (typeof url === 'string') throw new Error(url);
  return checkRelay(url, credentialsFrom(turnSecret), now);
}
const reason = async (outcome: Promise<RelayCheckResult>) => (await outcome).finding?.reason;

async function turn(options?: TurnServerOptions): Promise<TurnServer> {
  const server = await startTurnServer(options);
  atEnd(() => server.close());
  return server;
}

/** Something that listens on TCP and treats every connection like this. */
async function listener(treat: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    treat(socket);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  atEnd(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((closed) => server.close(closed));
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Holds a relay of a server until the end of the test. */
async function hold({ ip, port }: TurnServer): Promise<void> {
  const client = new TurnClient(await open({ host: ip, port, transport: 'udp' }, 3000), 3000);
  atEnd(() => client.close());
  await client.allocate(credentialsFrom(secret)(Date.now()));
}

describe('a TURN server', () => {
  it.each(['udp', 'tcp'] as const)('gives a relay that passes packets, over %s', async (transport) => {
    const server = await turn();

    expect(await check(server.urls[transport])).toEqual({ remarks: [], tookMs: expect.any(Number) });
  });

  it('gets back what it gave, at once', async () => {
    const server = await turn();
    const count = (what: RegExp) => [...server.log().matchAll(what)].length;
    const given = () => count(/ refreshed, .*lifetime=0/g);

    await check(server.urls.udp);

    // The log comes through a pipe, which needs its turn.
    await until(
      () => new Promise<number>((read) => setImmediate(() => read(given()))),
      (back) => back === 2,
    );
    expect(count(/ new, realm/g)).toBe(2);
  });

  it('refuses the wrong secret', async () => {
    const server = await turn();

    expect(await reason(check(server.urls.udp, 'another'))).toBe('unauthorized');
    expect(await reason(check(server.urls.tcp, 'another'))).toBe('unauthorized');
  });

  it('refuses what has expired, and a clock is what is wrong', async () => {
    const server = await turn();

    expect(await reason(check(server.urls.udp, secret, Date.now() - 120_000))).toBe('clock');
  });

  it('has given all that its quota allows', async () => {
    const server = await turn({ config: ['total-quota=1'] });
    expect(await check(server.urls.tcp)).toMatchObject({ remarks: ['unproven'] });

    await hold(server);

    expect((await check(server.urls.udp)).finding).toMatchObject({
      reason: 'quota',
      detail: '486 Allocation Quota Reached',
    });
  });

  it('has no port left', async () => {
    const server = await turn({ config: ['min-port=49999', 'max-port=49999'] });
    await hold(server);

    expect(await reason(check(server.urls.udp))).toBe('no-ports');
  });

  it('denies its own address, so that two who need the relay do not meet', async () => {
    const server = await turn({ config: ['denied-peer-ip=127.0.0.0-127.255.255.255'] });

    expect(await reason(check(server.urls.udp))).toBe('own-relay-denied');
  });

  it('has a certificate that nobody signed', async () => {
    const server = await turn({ certificate: await selfSigned('IP:127.0.0.1') });

    expect(await reason(check(server.urls.tls))).toBe('tls-self-signed');
  });

  it('speaks no TLS where it should', async () => {
    const server = await turn();

    expect(await reason(check(`turns:${server.ip}:${server.port}`))).toMatch(/^tls-failed|cut$/);
  });
});

describe('where there is no TURN server', () => {
  it('a name does not resolve', async () => {
    expect(await reason(check('turn:turn.invalid'))).toBe('unresolved');
  });

  it('a closed port refuses, over UDP as over TCP', async () => {
    const closed = await turn();
    await closed.close();

    expect(await reason(check(closed.urls.udp))).toBe('refused');
    expect(await reason(check(closed.urls.tcp))).toBe('refused');
    expect(await reason(check(`turns:127.0.0.1:${closed.port}`))).toBe('refused');
  });

  it('nobody answers', async () => {
    const deaf = createSocket('udp4');
    await new Promise<void>((bound) => deaf.bind(0, '127.0.0.1', bound));
    atEnd(() => deaf.close());
    const mute = await listener(() => undefined);

    const urls = [`turn:127.0.0.1:${deaf.address().port}`, `turn:${mute}?transport=tcp`, `turns:${mute}`];
    const all = await Promise.all(urls.map((url) => check(url)));

    expect(all.map(({ finding }) => finding?.reason)).toEqual(['silent', 'silent', 'silent']);
    expect(Math.max(...all.map(({ tookMs }) => tookMs))).toBeLessThan(4000);
  });

  it('another service answers, or hangs up', async () => {
    const web = await listener((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const rude = await listener((socket) => void socket.destroy());

    expect(await reason(check(`turn:${web}?transport=tcp`))).toBe('not-turn');
    expect(await reason(check(`turns:${web}`))).toBe('tls-failed');
    expect(await reason(check(`turn:${rude}?transport=tcp`))).toBe('cut');
  });
});

describe('an answer that coturn does not give here', () => {
  const relayed = Buffer.from([0, 1, 0x21, 0x12, 0x21 ^ 127, 0x12, 0xa4, 0x42 ^ 1]);
  const relay = { relay: [[attributes.relayedAddress, relayed]] as const };

  it('is a stale nonce: the fresh one that comes with it is taken', async () => {
    const stale = { code: 438, with: [challenge[0], [attributes.nonce, Buffer.from('twice')]] as never };
    const { port, asked } = await scripted({ code: 401, with: challenge }, stale, { code: 486 });

    expect(await reason(check(`turn:127.0.0.1:${port}`))).toBe('quota');
    const nonces = asked.filter(isAllocate).map((request) => request.attributes.get(attributes.nonce)?.toString());
    expect(nonces).toEqual([undefined, 'once', 'twice']);
  });

  it('is a nonce that is stale for ever', async () => {
    const { port } = await scripted({ code: 401, with: challenge }, { code: 438, with: challenge });

    expect((await check(`turn:127.0.0.1:${port}`)).finding).toMatchObject({ reason: 'answered', detail: '438' });
  });

  it('is another server: there it gets its relay', async () => {
    const server = await turn();
    const alternate = Buffer.from([0, 1, server.port >> 8, server.port & 255, 127, 0, 0, 1]);
    const to = [[attributes.alternateServer, alternate]] as const;
    const { port } = await scripted({ code: 300, with: to });

    expect(await check(`turn:127.0.0.1:${port}`)).toMatchObject({ remarks: [] });
    expect((await check(`turn:127.0.0.1:${port}`)).finding).toBeUndefined();
  });

  it('is another server, and another, without end', async () => {
    const alternate = Buffer.from([0, 1, 0, 0, 127, 0, 0, 1]);
    const { port } = await scripted({ code: 300, with: [[attributes.alternateServer, alternate]] });
    alternate.writeUInt16BE(port, 2);

    expect((await check(`turn:127.0.0.1:${port}`)).finding).toMatchObject({ reason: 'answered', detail: '300' });
  });

  it('is a relay for anybody who asks', async () => {
    const { port } = await scripted(relay, { code: 508 });

    expect(await check(`turn:127.0.0.1:${port}`)).toMatchObject({ remarks: ['unproven', 'open'] });
  });

  it('is a relay with an address that only its own network knows', async () => {
    const { port } = await scripted(relay);

    // The address "this machine" is none of a private network, and leads to this machine nevertheless.
    expect(await reason(check(`turn:0.0.0.0:${port}`))).toBe('private-relay');
  });

  it('is a relay that lets nothing through', async () => {
    const { port } = await scripted(relay);

    expect(await reason(check(`turn:127.0.0.1:${port}`))).toBe('not-forwarded');
  });

  it('is none at first: what UDP lost is sent again', async () => {
    const { port, asked } = await scripted('nothing', { code: 508 });

    expect(await reason(check(`turn:127.0.0.1:${port}`))).toBe('no-ports');
    expect(asked[1]?.transaction).toBe(asked[0]?.transaction);
  });

  it.each([
    [403, 'forbidden'],
    [437, 'mismatch'],
    [442, 'answered'],
  ])('is %i, which has its own words', async (code, what) => {
    const { port } = await scripted({ code: 401, with: challenge }, { code });

    expect(await reason(check(`turn:127.0.0.1:${port}`))).toBe(what);
  });
});
