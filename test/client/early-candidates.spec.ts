import { describe, expect, it } from '@jest/globals';
import { EarlyCandidates } from '../../client/lib/early-candidates.js';
import { candidate, sdp } from '../support/sdp.js';

const first = sdp({ ufrag: 'old1' });
const restarted = sdp({ ufrag: 'new2' });

describe('candidates that come early', () => {
  it('wait for the first description, in their order, the end of them too', () => {
    const early = new EarlyCandidates();
    const sent = [candidate('old1', '192.0.2.1'), candidate('old1', '192.0.2.2'), null];

    expect(sent.map((one) => early.keep(one, undefined))).toEqual([true, true, true]);

    expect(early.release(first)).toEqual(sent);
    expect(early.release(first)).toEqual([]);
  });

  it('go on at once where their description is there', () => {
    const early = new EarlyCandidates();

    for (const one of [candidate('old1'), { candidate: candidate('old1').candidate }, null]) {
      expect(early.keep(one, first)).toBe(false);
    }
  });

  it('wait for the description of an ICE restart, while those of before go on', () => {
    const early = new EarlyCandidates();
    expect(early.keep(candidate('new2'), first)).toBe(true);
    expect(early.keep(null, first)).toBe(true);
    expect(early.keep(candidate('old1'), first)).toBe(false);

    expect(early.release(first)).toEqual([]);
    expect(early.release(restarted)).toEqual([candidate('new2'), null]);
  });

  it('of an offer that was not taken hold up no others', () => {
    const early = new EarlyCandidates();
    const end = { candidate: '', usernameFragment: 'new2' };
    for (const one of [candidate('ignored'), null, candidate('new2'), end]) early.keep(one, first);

    expect(early.release(restarted)).toEqual([candidate('new2'), end]);
  });

  it('are not taken for those of a fragment that begins alike', () => {
    const early = new EarlyCandidates();

    expect(early.keep(candidate('new'), restarted)).toBe(true);
  });

  it('are bounded: the oldest go first', () => {
    const early = new EarlyCandidates();
    for (let host = 0; host < 200; host++) early.keep(candidate('old1', `192.0.2.${host}`), undefined);

    const released = early.release(first);

    expect(released).toHaveLength(128);
    expect(released.at(-1)).toEqual(candidate('old1', '192.0.2.199'));
  });
});
