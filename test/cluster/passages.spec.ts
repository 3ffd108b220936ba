import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { Passages, type PassagesOptions } from '../../src/cluster/passages.js';
import type { SocketConnection } from '../../src/relay/socket-connection.js';

/** An instance with one room, which may have been stopped, and a connection of its own. */
function instance() {
  const state = { certain: true };
  const options = {
    certain: () => state.certain,
    guests: { of: () => undefined },
    rooms: { has: () => true },
    claims: { holdsAny: () => true },
  };
  const passages = new Passages(options as unknown as PassagesOptions);
  const read: string[] = [];
  const conn = new EventEmitter().on('data', (message: string) => void read.push(message));
  const connection = { socket: { conn, id: 'anna', connected: true }, passedOn: false } as unknown as SocketConnection;
  return { state, passages, read, connection };
}

describe('what a page sends', () => {
  it('waits while it is not known which rooms are here, however often that is asked, and is read in its order', () => {
    const { state, passages, read, connection } = instance();
    state.certain = false;
    for (const message of ['2["one"]', '2["two"]']) expect(passages.passes(connection, message)).toBe(true);
    passages.sure();
    expect(read).toEqual([]);

    state.certain = true;
    passages.sure();
    expect(read).toEqual(['2["one"]', '2["two"]']);
    expect(passages.passes(connection, '2["three"]')).toBe(false);
  });

  it('brings it into no room of this instance while it is in one of another', () => {
    const { passages, connection } = instance();
    expect(passages.takes('den', connection)).toBe(true);
    connection.passedOn = true;
    expect(passages.takes('den', connection)).toBe(false);
  });
});
