import { describe, expect, it } from '@jest/globals';
import type { HandshakeView } from '../../protocol/verdict.js';
import type { RefusalView } from '../../protocol/console.js';
import { strangerDetail, untargetedDetail } from '../../src/relay/other-shapes.js';
import { getJson, pairIn, runGateway, until } from '../support/clients.js';
import { offer } from '../support/sdp.js';

const watch = 'run `npx hopline watch` in front of it';
const carries = 'It carries a description, and nobody gets it.';
const { sdp } = offer();

/** A value that lies so deep in others. */
const deep = (levels: number): unknown => (levels === 0 ? sdp : { a: deep(levels - 1) });

describe('what is said of messages of another shape', () => {
  it.each([
    ['a description', [offer()]],
    ['its text alone, with a room', ['den', sdp]],
    ['one under any name', [{ userToCall: 'boris', signalData: { type: 'offer', sdp } }]],
    ['one in a list', [[1, { deeper: [offer()] }]]],
    ['JSON', [JSON.stringify({ type: 'offer', sdp })]],
    ['JSON in JSON', [JSON.stringify({ to: 'b', data: JSON.stringify({ type: 'offer', sdp }) })]],
  ])('%s in an event that is not known: that nobody gets it', (_, args) => {
    expect(strangerDetail(args)).toContain(carries);
    expect(strangerDetail(args)).toContain(watch);
    expect(strangerDetail(args).length).toBeLessThan(200);
  });

  it.each([
    ['chat', ['I wrote v=0 today']],
    ['chat in JSON', [JSON.stringify({ text: 'v=0' })]],
    ['nothing', []],
    ['bytes', [Buffer.from(sdp)]],
    ['what lies deeper than anybody writes', [deep(12)]],
    ['what comes behind thousands of others', [Array.from({ length: 10_000 }, () => 1).concat(sdp as never)]],
  ])('%s: only that the event is not known, and what takes any', (_, args) => {
    expect(strangerDetail(args)).not.toContain(carries);
    expect(strangerDetail(args)).toContain(watch);
  });

  it('is said of a description without a target, and of nothing else', () => {
    expect(untargetedDetail({ to: 'boris', offer: offer() })).toContain(watch);
    expect(untargetedDetail({ to: 'boris' })).toBeUndefined();
  });
});

it('is answered to its sender, and stands in the API with who sent it in which room', async () => {
  const { url } = await runGateway();
  const [anna, boris] = await pairIn(url);
  const refusals = async () => (await getJson<{ refusals: RefusalView[] }>(`${url}/api/refusals`)).refusals;

  anna.emit('callUser', { userToCall: boris.id, signalData: offer() });
  expect(await anna.next('signaling-error')).toMatchObject({
    code: 'unknown-event',
    event: 'callUser',
    message: expect.stringMatching(/^The gateway knows no such event\. It carries a description, .*hopline watch/),
  });
  expect(await boris.ask('signal', offer())).toMatchObject({
    ok: false,
    error: { code: 'unknown-event', message: expect.stringContaining(watch) },
  });
  anna.emit('offer', offer());
  expect(await anna.next('signaling-error')).toMatchObject({
    code: 'malformed',
    message: expect.stringMatching(/target: .*hopline watch/),
  });

  const listed = await until(refusals, (all) => all.length === 3);
  expect(listed.map(({ event, username }) => [event, username])).toEqual([
    ['offer', 'Anna'],
    ['signal', 'Boris'],
    ['callUser', 'Anna'],
  ]);
  for (const { detail } of listed) expect(detail).toContain(watch);
  const { handshakes } = await getJson<{ handshakes: HandshakeView[] }>(`${url}/api/handshakes`);
  expect(handshakes.map(({ cause }) => cause)).toEqual(['rejected']);
  expect(handshakes[0]?.ladder.find(({ stage }) => stage === 'offer-received')?.detail).toContain(watch);
});
