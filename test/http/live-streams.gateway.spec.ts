import { createServer, IncomingMessage, request, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { Socket, type AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { LiveStreams, type Feed } from '../../src/http/live-streams.js';
import { Funnel } from '../../src/projections/live/funnel.js';
import { Handshakes } from '../../src/diagnosis/handshakes/handshakes.js';
import { LiveFeed } from '../../src/projections/live/live-feed.js';
import { LiveView } from '../../src/projections/live/live-view.js';
import { defaultWaits } from '../../src/domain/ladder.js';
import { HopStream } from '../../src/hops/hop-stream.js';
import { atEnd } from '../support/teardown.js';
import { anna, joined } from '../support/stories.js';

/** A reader that reads nothing, on a real connection. */
async function sleepingReader() {
  const live = new LiveView();
  const now = Date.now;
  const stream = new HopStream((_, error) => {
    throw error;
  });
  const handshakes = new Handshakes({
    waits: defaultWaits,
    limit: 10,
    limitOfOne: 10,
    ownerOf: (participant) => participant,
    stream,
    ask: () => {},
    requestReport: () => {},
    onDropped: () => {},
    now,
  });
  const feed = new LiveFeed({ handshakes, live, funnel: new Funnel({ limit: 10, now }) });
  stream.watch(live, handshakes, feed);
  atEnd(() => handshakes.close());
  return { stream, ...(await readerOf(feed)) };
}

/** Somebody who reads a feed, on a real connection. */
async function readerOf(feed: Feed) {
  const streams = new LiveStreams(feed, 64);
  const { promise: answered, resolve } = Promise.withResolvers<ServerResponse>();
  const server = createServer((_, response) => {
    streams.open(response, {});
    resolve(response);
  }).listen(0, '127.0.0.1');
  atEnd(() => {
    streams.end();
    server.close();
  });
  await once(server, 'listening');
  const asked = request(`http://127.0.0.1:${(server.address() as AddressInfo).port}`).end();
  asked.on('error', () => {});
  atEnd(() => asked.destroy());
  const [reader] = (await once(asked, 'response')) as [IncomingMessage];
  return { reader, response: await answered };
}

const rooms = 60;

/** A thousand people with long names, in as many rooms as fit into a change. */
function fill(stream: HopStream): void {
  for (let index = 0; index < rooms * 16; index++) {
    stream.emit(joined({ id: `${index}`, username: anna.username.repeat(128) }, 0, `room ${index % rooms}`));
  }
}

/** One of each room comes in again: each change holds all of them. */
function stir(stream: HopStream): void {
  for (let index = 0; index < rooms; index++)
    stream.emit(joined({ id: `${index}`, username: 'Anna' }, 0, `room ${index}`));
}

describe('a reader that has gone before its stream begins', () => {
  it('takes a place of nobody, and has nothing watched', () => {
    const watched: boolean[] = [];
    const feed = {
      watch: (yes: boolean) => watched.push(yes),
      take: () => undefined,
      snapshot: () => Promise.reject(),
    };
    const response = new ServerResponse(new IncomingMessage(new Socket()));
    response.destroy();

    expect(new LiveStreams(feed, 64).open(response, {})).toBe(true);
    expect(watched).toEqual([]);
    expect(response.headersSent).toBe(false);
  });
});

describe('a reader that does not read', () => {
  it('costs what it was sent and no more, and has everything when it wakes', async () => {
    const { stream, reader, response } = await sleepingReader();
    const buffered: number[] = [];
    fill(stream);
    const flood = setInterval(() => stir(stream), 50);
    atEnd(() => clearInterval(flood));

    // Long enough for the buffers of both ends to be full.
    while (!response.writableNeedDrain) await new Promise((turn) => setTimeout(turn, 20));
    for (let look = 0; look < 40; look++) {
      await new Promise((turn) => setTimeout(turn, 20));
      buffered.push(response.writableLength);
    }
    clearInterval(flood);
    const largest = Math.max(...buffered);
    expect(response.writableNeedDrain).toBe(true);
    expect(largest - (buffered[0] ?? 0)).toBe(0);

    let text = '';
    reader.setEncoding('utf8');
    for await (const chunk of reader as AsyncIterable<string>) {
      text += chunk;
      if (text.split('event: snapshot').length === 3 && text.endsWith('\n\n')) break;
    }
    // A change that was under way may come behind it.
    const [, last = ''] = text.split('\n\n').filter((event) => event.startsWith('event: snapshot'));
    expect((JSON.parse(last.split('data: ')[1] ?? '') as { rooms: unknown[] }).rooms).toHaveLength(rooms);
  });
});

describe('what changes while a snapshot is put together', () => {
  it('comes behind it', async () => {
    const sizes = { participants: 0, rooms: 0, handshakes: 0 };
    const { promise: taken, resolve: take } = Promise.withResolvers<void>();
    const change = { handshakes: [], rooms: [{ room: 'den', participants: [anna] }], sizes };
    const changes = [change];
    const { reader } = await readerOf({
      watch: () => {},
      take: () => {
        take();
        return changes.pop();
      },
      snapshot: async () => {
        await taken;
        return { handshakes: [], rooms: [], sizes, funnel: { minutes: 1, outcomes: {}, rungs: [] } };
      },
    });

    const events: string[] = [];
    let text = '';
    reader.setEncoding('utf8');
    for await (const chunk of reader as AsyncIterable<string>) {
      text += chunk;
      events.splice(0, Infinity, ...text.split('\n\n').filter((event) => event.startsWith('event: ')));
      if (events.length === 2) break;
    }

    const [first = '', second = ''] = events;
    expect(first).toMatch(/^event: snapshot\ndata: \{"handshakes":\[\],"rooms":\[\],/);
    expect(second).toBe(`event: change\ndata: ${JSON.stringify(change)}`);
  });
});
