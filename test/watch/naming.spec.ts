import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { namesIn } from '../../src/watch/naming.js';
import { IdentityReader } from '../../src/watch/people.js';
import { sdpOf, watchedServer } from '../support/watched-people.js';

const nameOf = (event: string) => {
  const reader = new IdentityReader();
  reader.read({ event, text: JSON.stringify([event, { channel: 'blue', peerInfo: { peerName: 'Ann' } }]) });
  return reader.identity.name;
};

describe('names in a message', () => {
  it('are looked for in one pass, however many backslashes it has', () => {
    const text = JSON.stringify({ sdp: sdpOf('a1', 'offer'), to: 'ben', x: `${'\\'.repeat(190_000)}.` });
    // Ends what would take minutes.
    const names = runInNewContext('read()', { read: () => namesIn({ text }) }, { timeout: 4000 });
    expect(names).toEqual(['ben']);
  });
});

/** Two pages on plain WebSockets, of which one calls the other. */
function call(callers: Record<string, unknown>, callees: Record<string, unknown>): string[] {
  const { hops, watcher } = watchedServer();
  const [ann, ben] = [1, 2].map(() => watcher.opened({ headers: {}, address: '192.0.2.1' }));
  const offer = { text: JSON.stringify({ ...callers, sdp: sdpOf('a1', 'offer') }) };
  const answer = { text: JSON.stringify({ ...callees, sdp: sdpOf('b1', 'answer') }) };
  ann?.received(offer);
  ben?.sent(offer);
  ben?.received(answer);
  ann?.sent(answer);
  return hops.flatMap(({ kind, from }) => (kind === 'joined' ? (from?.username ?? '') : []));
}

describe('somebody who has said no name', () => {
  const [short, id] = [/^[\da-f]{6}$/, 'annXW2cV8rKQ0sZzAAAB'];

  it('is called by what its signaling says of from whom it is', () => {
    expect(call({ from: 'Ann', to: 'Ben' }, { sender_name: 'Ben' })).toEqual([
      'Ann',
      expect.stringMatching(short),
      'Ben',
    ]);
  });

  it('has no name of somebody whom its answer quotes, nor an id for one', () => {
    const shortOnes = [expect.stringMatching(short), expect.stringMatching(short)];
    expect(call({ from: 'Ann' }, { from: 'Ann', to: 'Ben' })).toEqual(['Ann', shortOnes[1]]);
    expect(call({ from: id }, { sender: id })).toEqual(shortOnes);
  });

  it('has the name that it says later on', () => {
    const { hops, watcher } = watchedServer();
    const ann = watcher.opened({ headers: {}, address: '192.0.2.1' });
    ann.received({ text: JSON.stringify({ from: 'k3j2', sdp: sdpOf('a1', 'offer') }) });
    ann.received({ text: JSON.stringify({ type: 'join', username: 'Ann' }) });
    expect(hops.flatMap(({ kind, from }) => (kind === 'joined' ? from?.username : []))).toEqual(['k3j2', 'Ann']);
  });

  it('is called by the name of a peer that it joins with, and not by that of one whom it calls', () => {
    expect(['join', 'call-user'].map(nameOf)).toEqual(['Ann', undefined]);
  });
});
