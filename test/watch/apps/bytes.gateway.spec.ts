import { describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import { observeSocketIo, type SocketIoServer } from '../../../src/watch/in-process/socket-io.js';
import { observeWebSockets, type ServingSockets } from '../../../src/watch/in-process/web-sockets.js';
import { listening, watched } from '../../support/watched.js';
import { watchedServer } from '../../support/watched-people.js';
import { apps } from './all-apps.js';
import { heardBy } from './heard-by-server.js';
import { peerJs } from './other-servers.js';
import { openInNode, type PageInNode, type Transport } from './page-in-node.js';
import { hasPython, pythonServer } from './python.js';
import { vitePages } from './vite.js';
import type { WildApp } from './wild-app.js';

/** Where the watcher is. */
type Where = 'nowhere' | 'in front' | 'inside';

interface Conversation {
  /** What each page got, and what the server got from each, with the ids that the server drew by whose they are. */
  bytes: string;
  /** What the watcher has made of it. */
  told: readonly string[];
}

/** Ann's page and Ben's call each other, from the opening of the first to the last that is on its way. */
async function conversationOf(app: WildApp, where: Where, transport: Transport): Promise<Conversation> {
  const http = createServer();
  const server = await app.serve(http, undefined);
  const house = watchedServer({ seesAll: where === 'inside', forwardMs: 5000 });
  let address = server.pages ?? (await listening(http));
  let other = server.with ?? '';
  if (where === 'in front') {
    const proxy = await watched(address, { with: other === '' ? [] : [other], observer: house.watcher });
    address = proxy.url;
    other = proxy.others[0]?.url ?? '';
  } else if (where === 'inside' && server.watched) {
    if ('engine' in server.watched || 'of' in server.watched)
      observeSocketIo(server.watched as SocketIoServer, house.watcher);
    else observeWebSockets(server.watched as ServingSockets, house.watcher);
  }
  const heard = server.watched ? heardBy(server.watched) : [];
  const pages: PageInNode[] = [];
  for (const me of ['ann', 'ben']) {
    const page = openInNode(app, me, { address, other, transport });
    pages.push(page);
    await page.ready();
  }
  const [ann, ben] = pages;
  ann?.call((await ben?.ready()) ?? '');
  for (const page of pages) await page.isUp();
  // What one has still to say may be answered by the other.
  for (const page of [...pages, ...pages]) await page.settled();
  await server.close();
  // Pongs that answer the watcher's own pings, it may well see inside of the server: nobody else asks for them there.
  const isPong = (line: string) => where === 'inside' && line.startsWith('pong');
  const named = (lines: readonly string[]) => lines.map((line) => pages.reduce(withoutIds, line));
  const bytes = [
    ...pages.flatMap(({ got }, at) => ['', `page ${at} got`, ...inOrder(named(got), transport)]),
    ...heard.flatMap((lines, at) => ['', `server got of ${at}`, ...named(lines).filter((line) => !isPong(line))]),
  ].join('\n');
  return { bytes, told: house.told() };
}

/** What goes over several requests may come in another order. */
const inOrder = (got: readonly string[], transport: Transport) => (transport === 'polling' ? got.toSorted() : got);

const withoutIds = (line: string, page: { ids(): string[] }, at: number): string =>
  page.ids().reduce((rest, id, which) => rest.replaceAll(id, `<id ${which} of ${at}>`), line);

const everything = {
  ...apps,
  PeerJS: peerJs,
  "signaling on another port than Vite's": vitePages,
  ...(hasPython && { 'a server in Python': pythonServer }),
};

describe.each(Object.entries(everything))('an app with %s', (_, app) => {
  const isPlain = app === apps['WebSockets with JSON'] || app === peerJs;
  const cases: readonly [Where, Transport][] = [
    ['in front', 'websocket'],
    ['in front', 'polling'],
    ['inside', 'websocket'],
  ];
  const possible = cases.filter(
    ([where, transport]) => !(isPlain && transport === 'polling') && !(app === pythonServer && where === 'inside'),
  );
  it.each(possible)('sends and gets the same bytes with the watcher %s, over %s', async (where, transport) => {
    const without = await conversationOf(app, 'nowhere', transport);
    const { bytes, told } = await conversationOf(app, where, transport);
    expect(bytes).toBe(without.bytes);
    expect(without.told).toEqual([]);
    expect(told.filter((line) => line.startsWith('answer-forwarded'))).toHaveLength(1);
  });
});
