import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { HandshakeView, VerdictMessage } from '../protocol/verdict.js';
import { connect, getJson, inRoom, type Peer } from './support/clients.js';
import { atEnd } from './support/teardown.js';
import { runProcess } from './support/process.js';
import { startOtlpReceiver } from './support/otlp-receiver.js';
import { answer, candidate, candidateLine, offer } from './support/sdp.js';

/** What is in a call and no one's business but the browsers'. Each is one of a kind, so that a scan can find it. */
const signaling = {
  session: '7308274619823741',
  ufrag: 'uFragSecret',
  answerUfrag: 'uFragAnswerSecret',
  pwd: 'PwdSecret0123456789abcdef',
  fingerprint: 'FE:DC:BA:98:76:54:32:10:FE:DC:BA:98:76:54:32:10',
  address: '203.0.113.211',
  inside: '198.51.100.77',
  token: 'TokenSecret',
  tracestate: 'vendor=TracestateSecret',
  extra: 'ExtraFieldSecret',
  beside: 'BesideSecret',
  key: 'KeySecret',
  event: 'Event Secret',
};
/** People may see these where they look for a call; machines never. */
const names = { anna: 'AnnaSecret', boris: 'BorisSecret', room: 'RoomSecret', elsewhere: 'AtticSecret' };

const found = (where: string | Buffer, secrets: Record<string, string>) =>
  Object.entries(secrets)
    .filter(([, secret]) => where.includes(secret))
    .map(([key]) => key);

interface Heard {
  /** Acknowledgements of refused messages and `signaling-error` events. */
  refusals: string;
  verdicts: VerdictMessage[];
}

/** A call that works, and everything that can be refused along the way, with a secret in every place that has room. */
async function wholeCall(url: string): Promise<Heard> {
  const refusals: unknown[] = [];
  const anna = await connect(url, { auth: { ladder: true, token: signaling.token } });
  await anna.ask('join-room', { room: names.room, username: names.anna, token: signaling.token });
  const boris = await inRoom(url, names.room, names.boris);
  const description = { ...signaling, candidates: [candidateLine(signaling.ufrag, signaling.inside)] };
  const trace = {
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    tracestate: signaling.tracestate,
  };
  const refused = async (event: string, ...args: unknown[]) => {
    refusals.push(await anna.ask(event, ...args));
    anna.emit(event, ...args);
    const told = await anna.next<{ event: string; target?: string }>('signaling-error');
    // The sender's own words, said back to the sender alone.
    refusals.push({ ...told, event: '', target: '' });
  };

  anna.emit('offer', {
    target: boris.id,
    offer: { ...offer(description), note: signaling.extra },
    trace,
    note: signaling.beside,
  });
  await boris.next('offer');
  boris.emit('answer', { target: anna.id, answer: answer({ ...description, ufrag: signaling.answerUfrag }) });
  await anna.next('answer');
  anna.emit('ice-candidate', { target: boris.id, candidate: candidate(signaling.ufrag, signaling.address) });
  boris.emit('ice-candidate', { target: anna.id, candidate: candidate(signaling.answerUfrag, signaling.address) });
  const good = await anna.next<VerdictMessage>('verdict');

  const elsewhere = { target: boris.id, [signaling.key]: { [signaling.key]: signaling.beside } };
  await refused('offer', { ...elsewhere, offer: { ...offer(description), type: signaling.extra } });
  await refused('offer', { ...elsewhere, offer: { ...offer(description), extra: [signaling.extra] } });
  await refused('answer', { ...elsewhere, answer: { type: 'answer', sdp: signaling.pwd.repeat(5000) } });
  await refused('ice-candidate', { target: boris.id, candidate: { candidate: signaling.address.repeat(400) } });
  await refused('offer', { target: boris.id, offer: offer(description), trace: { traceparent: signaling.token } });
  await refused(signaling.event, signaling.beside);
  await refused('join-room', names.elsewhere, { name: names.anna });
  await refused('leave-room', names.elsewhere);
  await refused('offer', { target: 'aaaaaaaaaaaaaaaaaaaa', offer: offer(description) });
  const bad = await anna.next<VerdictMessage>('verdict', ({ outcome }) => outcome === 'failed');
  boris.socket.disconnect();
  await anna.next('user-left');
  return { refusals: JSON.stringify(refusals), verdicts: [good, bad] };
}

const textOf = async (url: string) => (await fetch(url)).text();

/** What a stream begins with. */
async function firstMessage(url: string): Promise<string> {
  const { body } = await fetch(url);
  let text = '';
  for await (const chunk of body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.includes('data: ') && text.endsWith('\n\n')) break;
  }
  return text;
}

const silenced = ({ caller, callee, room, sentence, ...rest }: HandshakeView) => ({
  ...rest,
  sentence: [caller.username, callee.username]
    .filter(Boolean)
    .reduce((text, name) => text.replaceAll(name, '…'), sentence),
  hadRoom: room !== '',
});

describe('what a page keeps to itself', () => {
  it.each(['json', 'ladder'])('is in no output of a gateway with the %s log', async (format) => {
    const receiver = await startOtlpReceiver();
    const gateway = await runProcess({ LOG_FORMAT: format, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });

    const { refusals, verdicts } = await wholeCall(gateway.url);
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    const { handshakes } = await getJson<{ handshakes: HandshakeView[] }>(`${gateway.url}/api/handshakes`);
    const details = await Promise.all(handshakes.map(({ id }) => textOf(`${gateway.url}/api/handshakes/${id}`)));
    const refused = await textOf(`${gateway.url}/api/refusals`);
    const live = await firstMessage(`${gateway.url}/api/live`);
    const funnel = await textOf(`${gateway.url}/api/funnel`);
    const log = await gateway.stop();
    const spans = Buffer.concat(receiver.bodies);

    // First that there was something to find a secret in.
    expect(metrics).toContain('hopline_handshakes_total{outcome="signaled"} 1');
    expect(log.split('\n').length).toBeGreaterThan(30);
    expect(receiver.spans.filter(({ name }) => name.startsWith('handshake')).length).toBeGreaterThan(2);
    expect(handshakes.length).toBeGreaterThan(2);
    expect(details.join()).toContain('candidate-forwarded');
    expect([live, funnel]).toEqual([expect.stringContaining(names.anna), expect.stringContaining('target-missing')]);
    expect(refusals.match(/"code"/g)?.length).toBe(18);
    expect(refused).toMatch(/"event":"hash-.*"detail":"/s);

    const all = { ...signaling, ...names };
    const { key, ...signalingButKey } = signaling;
    expect({
      metrics: found(metrics, all),
      spans: found(spans, all),
      log: found(log, format === 'json' ? all : signaling),
      api: found(JSON.stringify([handshakes, details, live, refused]), signaling),
      funnel: found(funnel, all),
      verdicts: found(JSON.stringify(verdicts), signaling),
      refusals: found(refusals, { ...signalingButKey, ...names, key }),
    }).toEqual({ metrics: [], spans: [], log: [], api: [], funnel: [], verdicts: [], refusals: [] });
    expect(found(JSON.stringify(handshakes.map(silenced)), names)).toEqual([]);
  });

  it('is a name too, where a page writes it in the place of an id', async () => {
    const receiver = await startOtlpReceiver();
    const gateway = await runProcess({ LOG_FORMAT: 'json', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    const anna: Peer = await inRoom(gateway.url, names.room, names.anna);
    await inRoom(gateway.url, names.room, names.boris);

    for (const target of [names.boris, signaling.address]) {
      await anna.ask('offer', { target, offer: offer() });
      await anna.ask('ice-candidate', { target, candidate: candidate() });
    }
    const log = await gateway.stop();

    expect(receiver.spans.length).toBeGreaterThan(4);
    expect({
      log: found(log, { ...names, ...signaling }),
      spans: found(Buffer.concat(receiver.bodies), { ...names, ...signaling }),
    }).toEqual({ log: [], spans: [] });
  });

  it('is in no answer to a request that is wrong, and neither is a stack', async () => {
    const gateway = await runProcess({ LOG_FORMAT: 'json', FAULTS: 'on' });
    const { url } = gateway;
    const secret = JSON.stringify({ ...signaling, sdp: offer(signaling).sdp });
    const wrong: [path: string, init?: RequestInit][] = [
      ...['/reports', '/api/faults'].flatMap((path): [string, RequestInit][] => [
        [path, { method: 'POST', body: `{"x":${signaling.pwd}`, headers: { 'Content-Type': 'application/json' } }],
        [path, { method: 'POST', body: secret, headers: { 'Content-Type': 'application/json' } }],
        [path, { method: 'POST', body: secret, headers: { 'Content-Type': 'text/plain' } }],
        [path, { method: 'POST', body: signaling.pwd.repeat(5000), headers: { 'Content-Type': 'application/json' } }],
        [
          path,
          {
            method: 'POST',
            body: secret,
            headers: { 'Content-Type': 'application/json; charset=x', 'Content-Encoding': 'gzip' },
          },
        ],
      ]),
      [`/api/handshakes?outcome=${signaling.pwd}`],
      [`/api/handshakes?limit=${signaling.pwd}`],
      [`/api/handshakes/${signaling.pwd}`],
      [`/api/live?${signaling.key}=1&cause=${signaling.pwd}`],
      ['/%E0%A4%A'],
      [`/socket.io/?EIO=4&transport=${signaling.pwd}`],
      [`/socket.io/?EIO=4&transport=polling&sid=${signaling.pwd}`],
      ['/socket.io/?EIO=4&transport=polling', { headers: { Origin: `https://${signaling.token}.example` } }],
    ];

    const answers = await Promise.all(
      wrong.map(async ([path, init]) => {
        const response = await fetch(`${url}${path}`, init);
        return { asked: path.slice(0, 20), status: response.status, text: await response.text() };
      }),
    );
    const log = await gateway.stop();

    expect(answers.filter(({ status }) => status < 400 || status >= 500)).toEqual([]);
    for (const { asked, text } of answers) {
      expect({ asked, found: found(text, signaling) }).toEqual({ asked, found: [] });
      expect({ asked, stack: /\bat .+:\d+:\d+|node_modules|\.ts\b/.exec(text)?.[0] }).toEqual({
        asked,
        stack: undefined,
      });
    }
    expect(found(log, { ...signaling, ...names })).toEqual([]);
  });

  it.each([
    ['an exception that nobody catches', 'throw error'],
    ['a promise that nobody handles', 'Promise.reject(error)'],
  ])('is not in what is left of a gateway that ends by %s', async (_, act) => {
    const text = offer(signaling).sdp.replaceAll('\r\n', '\n    at ');
    const trap = `process.on('SIGUSR2', () => { const error = Object.assign(new Error(${JSON.stringify(text)}, { cause: new Error('${signaling.token}') }), { body: '${signaling.pwd}', code: '${signaling.address}' }); ${act}; });`;
    const folder = mkdtempSync(join(tmpdir(), 'hopline-trap-'));
    atEnd(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'trap.mjs'), trap);
    const gateway = await runProcess({ NODE_OPTIONS: `--import=${join(folder, 'trap.mjs')}` });

    const written = await gateway.stop('SIGUSR2');

    expect(written).toMatch(/A defect has ended the gateway: Error\n\s+at /);
    expect(found(written, signaling)).toEqual([]);
  });
});
