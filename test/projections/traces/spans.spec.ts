import { describe, expect, it } from '@jest/globals';
import type { Hop } from '../../../src/domain/hop.js';
import { attributes } from '../../../src/telemetry/span-names.js';
import { faultsOf } from '../../support/collected-spans.js';
import { drawing, hex, rootOf, silentIn, story, tops, traced, tree } from '../../support/drawing.js';
import { alive, anna, boris, callOf, diagnosisOf, joined, left, morning } from '../../support/stories.js';

describe('the trace of a handshake', () => {
  it('is one span with a span for each rung below it and one for the candidates of each side, drawn when it settles', async () => {
    const { spans, drawn } = drawing();
    const call = callOf(traced('t1'));
    for (const hop of call) spans.onHop(hop);
    expect(await drawn()).toEqual([]);

    spans.onVerdict(diagnosisOf(call, 70));

    expect(tree(await drawn())).toEqual([
      'gateway handshake 0+63',
      '  gateway offer-received 0+1',
      '  gateway offer-forwarded 1+1',
      '  gateway offer-delivered 2+3',
      '  gateway answer-received 5+45',
      '  gateway answer-forwarded 50+1',
      '  gateway answer-delivered 51+3',
      '  gateway candidates-exchanged 54+9',
      '  caller  candidates of the caller 59+2',
      '          * candidate 60',
      '  callee  candidates of the callee 61+2',
      '          * candidate 62',
    ]);
    expect(faultsOf(await drawn())).toEqual([]);
    expect(new Set((await drawn()).map((span) => span.spanContext().traceId))).toEqual(new Set([hex('t1', 32)]));
  });

  it('has the ids that the pages were told', async () => {
    const { spans, drawn } = drawing();
    const call = callOf(traced('t2'));
    for (const hop of call) spans.onHop(hop);
    spans.onVerdict(diagnosisOf(call, 70));

    const root = rootOf(await drawn());
    expect(root?.spanContext()).toMatchObject({ traceId: hex('t2', 32), spanId: hex('t2', 16) });
    expect(root?.parentSpanContext).toBeUndefined();
    expect(new Set((await drawn()).map((span) => span.spanContext().spanId)).size).toBe((await drawn()).length);
  });

  it("hangs below the page's own span", async () => {
    const { spans, drawn } = drawing();
    const ref = traced('t3', { parentSpanId: 'b7ad6b7169203331' });
    for (const hop of callOf(ref)) spans.onHop(hop);
    spans.onVerdict(diagnosisOf(callOf(ref), 70));

    const root = rootOf(await drawn());
    expect(root?.parentSpanContext).toMatchObject({ traceId: hex('t3', 32), spanId: 'b7ad6b7169203331' });
    expect(root?.spanContext()).toMatchObject({ traceId: hex('t3', 32), spanId: hex('t3', 16) });
  });

  it("is linked to the page's own span, where that may not be exported", async () => {
    const { spans, drawn } = drawing();
    const pageSpan = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
    const ref = traced('t3b', { pageSpan });
    for (const hop of callOf(ref)) spans.onHop(hop);
    spans.onVerdict(diagnosisOf(callOf(ref), 70));

    const root = rootOf(await drawn());
    expect(root?.parentSpanContext).toBeUndefined();
    expect(root?.spanContext().traceId).toBe(hex('t3b', 32));
    expect(root?.links.map(({ context }) => context)).toMatchObject([pageSpan]);
  });

  it('is an error with its cause, and says in words what is so and what to do', async () => {
    const { spans, drawn } = drawing();
    const silent = [...silentIn('t4'), { ...alive(boris, 5500), handshake: traced('t4') }];
    for (const hop of silent) spans.onHop(hop);
    spans.onVerdict(diagnosisOf(silent, 5500));

    expect(tree(await drawn())).toEqual([
      'gateway handshake failed: no-answer 0+5500 ERROR no-answer',
      '  gateway offer-received 0+1',
      '  gateway offer-forwarded 1+1',
      '  gateway offer-delivered 2+3',
      '  callee  missing: answer-received 5+5495 ERROR no-answer',
    ]);
    const missing = (await drawn()).find(({ name }) => name === 'missing: answer-received');
    for (const span of [rootOf(await drawn()), missing]) {
      expect(span?.attributes).toMatchObject({
        [attributes.errorType]: 'no-answer',
        [attributes.sentence]: expect.stringMatching(/^The callee's browser has the offer/),
      });
    }
    expect(Object.keys(rootOf(await drawn())?.attributes ?? {})[0]).toBe(attributes.sentence);
    expect(rootOf(await drawn())?.attributes).toMatchObject({
      [attributes.outcome]: 'failed',
      [attributes.cause]: 'no-answer',
      [attributes.owedBy]: 'callee',
      [attributes.seenBy]: 'transport',
      [attributes.sentence]: expect.stringMatching(/^The callee's browser has the offer/),
      [attributes.advice]: expect.stringMatching(/^Look at the callee's page/),
      [attributes.conversation]: 't4',
      [attributes.caller]: anna.id,
      [attributes.callee]: boris.id,
    });
  });

  it('has a verdict that changes later as a span of its own, with what it takes back', async () => {
    const { spans, drawn } = drawing();
    const silent = [...silentIn('t4b'), { ...alive(boris, 5500), handshake: traced('t4b') }];
    for (const hop of silent) spans.onHop(hop);
    const first = diagnosisOf(silent, 5500);
    spans.onVerdict(first);
    await drawn();
    const late = diagnosisOf([...silent, ...callOf(traced('t4b')).slice(3)], 9000);
    spans.onVerdict({ ...late, withdrawn: first.verdict });

    const changed = (await drawn()).find(({ name }) => name.startsWith('verdict'));
    expect(changed?.attributes).toMatchObject({
      [attributes.outcome]: late.verdict.outcome,
      [attributes.withdrawn]: 'failed',
    });
    expect(changed?.links.map(({ context }) => context.spanId)).toEqual([traced('t4b').spanId]);
  });

  it('shows a refused hop as an error with its reason', async () => {
    const { spans, drawn } = drawing();
    const { offerReceived, offerForwarded } = story('t5');
    const refused: Hop[] = [offerReceived, { ...offerForwarded, result: 'refused', reason: 'target-missing' }];
    for (const hop of refused) spans.onHop(hop);
    spans.onVerdict(diagnosisOf(refused, 2));

    expect(tree(await drawn())).toEqual([
      'gateway handshake failed: target-missing 0+2 ERROR target-missing',
      '  gateway offer-received 0+1',
      '  gateway missing: offer-forwarded 1+1 ERROR target-missing',
    ]);
    const send = (await drawn()).find(({ name }) => name === 'missing: offer-forwarded');
    expect(send?.attributes).toMatchObject({
      [attributes.errorType]: 'target-missing',
      [attributes.reason]: 'target-missing',
      [attributes.result]: 'refused',
    });
  });

  it('says of a candidate its type, protocol and family, whose it is and how far it came', async () => {
    const { spans, drawn } = drawing();
    const call = [...callOf(traced('t6')), { ...story('t6').candidateForwarded, kind: 'candidate-delivered' } as Hop];
    for (const hop of call) spans.onHop(hop);
    spans.onVerdict(diagnosisOf(call, 70));

    const candidates = (await drawn()).filter(({ name }) => name.startsWith('candidates of'));
    expect(candidates.map(({ attributes: own }) => own)).toMatchObject([
      {
        [attributes.direction]: 'caller',
        [attributes.received]: 1,
        [attributes.forwarded]: 1,
        [attributes.delivered]: 1,
      },
      { [attributes.direction]: 'callee', [attributes.received]: 1, [attributes.forwarded]: 1 },
    ]);
    expect(candidates.map(({ events }) => events.map(({ attributes: own }) => own))).toEqual(
      Array.from({ length: 2 }, () => [
        {
          [attributes.candidateType]: 'host',
          [attributes.candidateProtocol]: 'udp',
          [attributes.candidateFamily]: 'ipv4',
          [attributes.bodySize]: 120,
        },
      ]),
    );
  });

  it('says who gave it up, how and when', async () => {
    const { spans, drawn } = drawing();
    const going = [...silentIn('t6b'), { ...left(boris, 700, 'closed'), handshake: traced('t6b') }];
    for (const hop of silentIn('t6b')) spans.onHop(hop);
    spans.onVerdict(diagnosisOf(going, 700));

    expect(tree(await drawn()).slice(0, 2)).toEqual(['gateway handshake abandoned 0+700', '        * leave 700']);
    expect(rootOf(await drawn())?.attributes).toMatchObject({
      [attributes.leftBy]: 'callee',
      [attributes.leftHow]: 'closed',
      [attributes.leftAfterMs]: 700,
    });
  });

  it('is linked to by a hop that is refused after it was drawn; one that goes well says nothing new', async () => {
    const { spans, drawn } = drawing();
    const call = callOf(traced('t7'));
    for (const hop of call) spans.onHop(hop);
    spans.onVerdict(diagnosisOf(call, 70));

    spans.onHop({ ...story('t7').candidateForwarded, at: morning + 800 });
    spans.onHop({ ...story('t7').candidateForwarded, at: morning + 900, result: 'refused', reason: 'target-left' });

    expect(tops(await drawn())).toEqual([
      'gateway handshake 0+63',
      `gateway candidate-forwarded 899+1 ERROR target-left -> handshake ${hex('t7', 4)}`,
    ]);
  });

  it('leads to the console from whatever has nothing above it', async () => {
    const { spans, drawn } = drawing();
    const silent = [...silentIn('t7b'), { ...alive(boris, 5500), handshake: traced('t7b') }];
    for (const hop of silent) spans.onHop(hop);
    const first = diagnosisOf(silent, 5500);
    spans.onVerdict(first);
    await drawn();
    const late = diagnosisOf([...silent, ...callOf(traced('t7b')).slice(3)], 9000);
    spans.onVerdict({ ...late, withdrawn: first.verdict });
    spans.onHop({ ...story('t7b').candidateForwarded, result: 'refused', reason: 'target-left' });

    const alone = (await drawn()).filter(({ parentSpanContext }) => !parentSpanContext);
    expect(alone.map(({ name, attributes: own }) => [name, own[attributes.console]])).toEqual([
      ['handshake failed: no-answer', 'https://console.example/console/handshakes/t7b'],
      ['verdict', 'https://console.example/console/handshakes/t7b'],
      ['candidate-forwarded', 'https://console.example/console/handshakes/t7b'],
    ]);
  });

  it('waits for a verdict that is none yet', async () => {
    const { spans, drawn } = drawing();
    for (const hop of silentIn('t8')) spans.onHop(hop);

    spans.onVerdict(diagnosisOf(silentIn('t8'), 10));

    expect(await drawn()).toEqual([]);
  });

  it('is drawn as it is when the gateway stops', async () => {
    const { spans, drawn, tracing } = drawing();
    for (const hop of [...silentIn('t9'), ...silentIn('u9')]) spans.onHop(hop);

    await spans.close();

    expect(tops(await drawn())).toEqual(['gateway handshake interrupted 0+5', 'gateway handshake interrupted 0+5']);
    const roots = (await drawn()).filter(({ parentSpanContext }) => !parentSpanContext);
    expect(roots.map(({ attributes: own }) => own[attributes.outcome])).toEqual(['interrupted', 'interrupted']);
    expect(tracing.shutdowns).toBe(1);
  });

  it('is drawn as it is when more are open than are kept', async () => {
    const { spans, drawn } = drawing({ limit: 2 });
    for (const id of ['v1', 'v2', 'v3']) for (const hop of silentIn(id)) spans.onHop(hop);

    const traces = (await drawn()).map((span) => span.spanContext().traceId);
    expect(new Set(traces)).toEqual(new Set([hex('v1', 32)]));
  });

  it('that cannot be drawn is a defect that is told, and no other trace is missing for it', async () => {
    const { spans, drawn, tracing, defects } = drawing();
    const broken = new Error('cannot be drawn');
    const { draw } = tracing;
    tracing.draw = (span) => {
      if (span.traceId === traced('w0').traceId) throw broken;
      draw(span);
    };
    for (const id of ['w0', 'w00']) {
      for (const hop of callOf(traced(id))) spans.onHop(hop);
      spans.onVerdict(diagnosisOf(callOf(traced(id)), 70));
    }

    expect(tops(await drawn())).toEqual(['gateway handshake 0+63']);
    expect(defects).toEqual([broken]);
  });

  it('counts the hops of a flood that it does not draw', async () => {
    const { spans, drawn } = drawing();
    const { candidateForwarded } = story('w1');
    for (const hop of silentIn('w1')) spans.onHop(hop);
    for (let sent = 0; sent < 200; sent++) spans.onHop(candidateForwarded);

    spans.onVerdict(diagnosisOf(callOf(traced('w1')), 70));

    expect((await drawn()).map(({ name }) => name)).toContain('candidates of the caller');
    expect((await drawn()).length).toBeLessThan(10);
    expect(rootOf(await drawn())?.attributes[attributes.omitted]).toBe(140);
  });
});

describe('a hop of no handshake', () => {
  it('is a short trace of its own, at once, where it is refused; who joins or leaves is none', async () => {
    const { spans, drawn } = drawing();

    spans.onHop(joined(anna, 3));
    spans.onHop({ ...joined(boris, 9), result: 'refused', reason: 'room-full' });
    spans.onHop({ ...joined(anna, 12), result: 'refused', reason: 'room-full' });
    spans.onHop(left(anna, 15));
    spans.onHop(alive(anna, 20));

    expect(tree(await drawn())).toEqual([
      'gateway join 8.5+0.5 ERROR room-full',
      'gateway join 11.5+0.5 ERROR room-full',
    ]);
    const [first, second] = (await drawn()).map((span) => span.spanContext().traceId);
    expect(first).not.toBe(second);
  });

  it('that is a message is linked to the handshake it would have belonged to, where only one can be meant', async () => {
    const { spans, drawn } = drawing();
    const clara = { id: 'cccccccccccccccccccc', username: 'Clara' };
    const { handshake: _, ...stray } = story('y1').candidateForwarded;
    const refused = (to: typeof anna, ms: number): Hop => ({
      ...stray,
      to: { id: to.id },
      at: morning + ms,
      result: 'refused',
      reason: 'target-missing',
    });
    spans.onHop(story('y1').offerReceived);
    spans.onHop(refused(clara, 10));
    spans.onHop({ ...story('y2').offerReceived, handshake: traced('y2', { callee: clara.id }) });
    spans.onHop(refused(clara, 20));
    spans.onHop(refused({ id: 'nobody', username: '' }, 30));

    const linked = (await drawn()).map(({ links }) => links.map(({ context }) => context.spanId));
    expect(linked).toEqual([[traced('y1').spanId], [traced('y2').spanId], []]);
  });

  it('names neither a participant nor a room, and no span does', async () => {
    const { spans, drawn } = drawing();
    const call = callOf(traced('x1')).map((hop) => ({ ...hop, room: 'Room-Secret' }));
    const secret = { ...joined({ ...anna, username: 'Name-Secret' }, 1, 'Room-Secret'), result: 'refused' } as const;
    for (const hop of [secret, ...call]) spans.onHop(hop);
    spans.onVerdict(diagnosisOf(call, 70));

    const all = JSON.stringify(
      (await drawn()).map(({ name, attributes: own, status, events }) => ({ name, own, status, events })),
    );
    expect(await drawn()).toHaveLength(11);
    expect(all).not.toMatch(/Secret|Anna|Boris/);
  });
});
