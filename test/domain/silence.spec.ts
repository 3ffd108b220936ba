import { sides, type Side } from '../../protocol/verdict.js';
import type { Sending } from '../../protocol/reports.js';
import type { Hop } from '../../src/domain/hop.js';
import type { Verdict } from '../../src/domain/verdict.js';
import {
  answerDelivered,
  answerForwarded,
  answerReceived,
  bothHost,
  description,
  handshakeOf,
  negotiated,
  offerDelivered,
  offerForwarded,
  offerReceived,
  path,
  probe,
  statuses,
  threw,
  verdictAt,
  verdictOn,
} from './hops.js';

/** A call whose path is up, with a probe on the pages of these sides. */
const up = (...probes: readonly Side[]): readonly Hop[] => [
  ...negotiated(probes),
  ...probes.flatMap((side) => path(side, 100, 'ice-connected', 'dtls-connected')),
];
/** What a side's probe counts: what is sent, and whether sound or picture was negotiated to come in. */
const flow = (side: Side, sends: Sending, receives = true, data = false, at = 120): Hop =>
  probe(side, 'media-flowing', at, { media: { sends, receives, data } });
const refused = (side: Side, name: 'NotAllowedError' | 'NotFoundError'): Hop =>
  threw(side, 'media-captured', 5, { name });
/** Descriptions of two pages without a probe; `false`: it says that nothing will be sent. */
const relayed = (caller: boolean, callee: boolean): readonly Hop[] => {
  const [offer, answer] = [caller, callee].map((sends) => ({ ...description(), sends }));
  return [
    offerReceived(0, offer),
    offerForwarded(1, undefined, offer),
    offerDelivered(3),
    answerReceived(50, answer),
    answerForwarded(51, undefined, answer),
    answerDelivered(53),
    ...bothHost,
  ];
};

const told = ({ outcome, cause, owedBy, variant, facts, notes }: Verdict) => ({
  outcome,
  ...(cause && { cause, owedBy }),
  ...(variant !== undefined && { variant }),
  ...(Object.keys(facts).length > 0 && { facts }),
  notes: notes.map(({ code, remark, facts: of }) => [...new Set([code, remark, of['side']])].filter(Boolean).join(' ')),
});

const oneWay = (variant: string, mute: Side) => ({
  outcome: 'connected',
  variant,
  facts: { side: mute, other: mute === 'caller' ? 'callee' : 'caller' },
});
const nobody = { outcome: 'failed', cause: 'no-media', owedBy: 'both', variant: 'nobody' };
const nothing = (why: string, ...of: readonly Side[]) => of.map((side) => `nothing-to-send ${why} ${side}`);

/** The caller sends sound; each row is another reason for which the callee does not. */
const reasons: readonly [string, Sending, readonly Hop[], string, string][] = [
  ['that only listens (`recvonly`), or is `inactive`', 'nothing-negotiated', [], 'one-way', 'nothing-negotiated'],
  ['that has answered before its track was added', 'not-negotiated', [], 'one-way-late', 'not-negotiated'],
  ['that has negotiated to send and has no track', 'no-track', [], 'one-way', 'no-track'],
  ['whose track has ended', 'ended', [], 'one-way', 'ended'],
  ['whose microphone is switched off', 'muted', [], 'one-way-muted', 'muted'],
];

describe('a callee from which nothing is to be heard', () => {
  it.each(reasons)('is one %s, by both probes', (_, sends, besides, variant, why) => {
    const hops = [...up(...sides), ...besides, flow('caller', 'flows', sends === 'muted'), flow('callee', sends)];
    const verdict = verdictAt(2000, hops);
    expect(told(verdict)).toEqual({ ...oneWay(variant, 'callee'), notes: nothing(why, 'callee') });
    expect(statuses(verdict)['media-flowing']).toBe('reached');
  });

  it.each(reasons)('is one %s, by its own probe alone', (_, sends, besides, variant, why) => {
    const hops = [...up('callee'), ...besides, flow('callee', sends)];
    expect(told(verdictAt(2000, hops))).toEqual({ ...oneWay(variant, 'callee'), notes: nothing(why, 'callee') });
  });

  it.each([
    ['denied', 'NotAllowedError'],
    ['missing', 'NotFoundError'],
  ] as const)('is one that goes on without its microphone, which is %s', (_, name) => {
    for (const probes of [sides, ['callee']] as const) {
      const other = probes.length > 1 ? [flow('caller', 'flows', false)] : [];
      const hops = [...up(...probes), refused('callee', name), flow('callee', 'nothing-negotiated'), ...other];
      expect(told(verdictAt(2000, hops))).toEqual({
        ...oneWay('one-way', 'callee'),
        notes: ['media-denied callee', 'nothing-to-send denied callee'],
      });
    }
  });

  it('is, by the probe of the caller alone, one that negotiated nothing, whatever the reason', () => {
    const verdict = verdictAt(2000, [...up('caller'), flow('caller', 'flows', false)]);
    expect(told(verdict)).toEqual({
      ...oneWay('one-way', 'callee'),
      notes: nothing('nothing-negotiated', 'callee'),
    });
  });

  it('is none where the caller negotiated to receive and something arrives, as silence does of who is muted', () => {
    const verdict = verdictAt(2000, [...up('caller'), flow('caller', 'flows')]);
    expect(told(verdict)).toEqual({ outcome: 'connected', variant: 'one-sided', facts: { side: 'caller' }, notes: [] });
  });

  it('is, where nobody has a probe, one whose answer says so', () => {
    expect(told(verdictAt(2000, relayed(true, false)))).toEqual({
      outcome: 'signaled',
      notes: nothing('nothing-negotiated', 'callee'),
    });
    expect(told(verdictAt(2000, relayed(true, true)))).toEqual({ outcome: 'signaled', notes: [] });
  });

  it('is one that is muted and whose microphone was refused before: what it has now is switched off', () => {
    const hops = [
      ...up(...sides),
      refused('callee', 'NotFoundError'),
      flow('caller', 'flows'),
      flow('callee', 'muted'),
    ];
    expect(told(verdictAt(2000, hops))).toEqual({
      ...oneWay('one-way-muted', 'callee'),
      notes: ['media-denied callee', ...nothing('muted', 'callee')],
    });
  });
});

describe('a caller from which nothing is to be heard', () => {
  it.each(reasons)('is one %s', (_, sends, besides, variant, why) => {
    const hops = [...up(...sides), ...besides, flow('callee', 'flows', sends === 'muted'), flow('caller', sends)];
    expect(told(verdictAt(2000, hops))).toEqual({ ...oneWay(variant, 'caller'), notes: nothing(why, 'caller') });
  });
});

describe('two from whom nothing is to be heard', () => {
  it('have failed, both of them, where nothing was negotiated', () => {
    const hops = [...up(...sides), ...sides.map((side) => flow(side, 'nothing-negotiated', false))];
    const verdict = verdictAt(2000, hops);
    expect(told(verdict)).toEqual({ ...nobody, notes: nothing('nothing-negotiated', ...sides) });
    expect(statuses(verdict)['media-flowing']).toBe('nothing-to-send');
  });

  it('have failed where neither microphone was to be had', () => {
    const hops = [
      ...up(...sides),
      ...sides.flatMap((side) => [refused(side, 'NotAllowedError'), flow(side, 'nothing-negotiated', false)]),
    ];
    expect(told(verdictAt(2000, hops))).toEqual({
      ...nobody,
      notes: ['media-denied caller', 'media-denied callee', ...nothing('denied', ...sides)],
    });
  });

  it('have failed where one was late with its track, and the other only listens', () => {
    const hops = [...up(...sides), flow('caller', 'nothing-negotiated'), flow('callee', 'not-negotiated', false)];
    expect(told(verdictAt(2000, hops))).toEqual({
      ...nobody,
      notes: [...nothing('nothing-negotiated', 'caller'), ...nothing('not-negotiated', 'callee')],
    });
  });

  it('are connected where both are muted: silence is sent', () => {
    const hops = [...up(...sides), ...sides.map((side) => flow(side, 'muted'))];
    expect(told(verdictAt(2000, hops))).toEqual({
      outcome: 'connected',
      variant: 'silent',
      notes: nothing('muted', ...sides),
    });
  });

  it('are connected, and silent, by one probe alone, which does not see what the other one does', () => {
    const hops = [...up('caller'), flow('caller', 'nothing-negotiated', false)];
    expect(told(verdictAt(2000, hops))).toEqual({
      outcome: 'connected',
      variant: 'silent',
      notes: nothing('nothing-negotiated', ...sides),
    });
  });

  it('are known as such by their descriptions, where nobody has a probe', () => {
    expect(told(verdictAt(2000, relayed(false, false)))).toEqual({
      outcome: 'signaled',
      notes: nothing('nothing-negotiated', ...sides),
    });
  });

  it('are not silent where data is what they have called for', () => {
    const hops = [...up(...sides), ...sides.map((side) => flow(side, 'nothing-negotiated', false, true))];
    expect(told(verdictAt(2000, hops))).toEqual({ outcome: 'connected', notes: [] });
  });
});

describe('what a side sends', () => {
  it('is what its probe has last said of it, in whichever order that comes', () => {
    const late = flow('callee', 'flows', true, false, 2000);
    const early = flow('callee', 'not-negotiated');
    for (const order of [
      [early, late],
      [late, early],
    ]) {
      const handshake = handshakeOf([...up(...sides), flow('caller', 'flows'), ...order]);
      expect(told(verdictOn(handshake, 3000))).toEqual({ outcome: 'connected', notes: [] });
    }
  });
});
