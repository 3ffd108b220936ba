import { defaultBounds } from '../../src/bounds/bounds.js';
import type { Hop } from '../../src/domain/hop.js';
import { HopStream } from '../../src/hops/hop-stream.js';
import type { ObservedConnection } from '../../src/watch/observed.js';
import { Watcher } from '../../src/watch/watcher.js';
import { until } from './read.js';
import { atEnd } from './teardown.js';

/** A description as browsers write it, of a connection with that username fragment. */
export function sdpOf(ufrag: string, type: 'offer' | 'answer'): string {
  return [
    'v=0',
    `o=- ${Number.parseInt(ufrag, 36)} 2 IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    'm=audio 9 UDP/TLS/RTP/SAVPF 111',
    `a=ice-ufrag:${ufrag}`,
    `a=setup:${type === 'offer' ? 'actpass' : 'active'}`,
    'a=sendrecv',
    '',
  ].join('\r\n');
}

export const candidateLine = (ufrag: string): string =>
  `candidate:1 1 udp 2113937151 192.0.2.1 5${Number.parseInt(ufrag, 36) % 10_000} typ host generation 0 ufrag ${ufrag}`;

/** What somebody's page sends, in a shape that is as good as any other. */
export const offerOf = (ufrag: string) => ({
  text: JSON.stringify({ sdp: { type: 'offer', sdp: sdpOf(ufrag, 'offer') } }),
});
export const answerOf = (ufrag: string) => ({ text: JSON.stringify({ type: 'answer', sdp: sdpOf(ufrag, 'answer') }) });
export const candidateOf = (ufrag: string) => ({
  text: JSON.stringify({ candidate: { candidate: candidateLine(ufrag), sdpMid: '0' } }),
});

/** A watcher, and the hops that come of what it hears. */
export function watchedServer({
  seesAll = true,
  isShared = false,
  forwardMs = 40,
}: { seesAll?: boolean; isShared?: boolean; forwardMs?: number } = {}) {
  const hops: Hop[] = [];
  const defects: unknown[] = [];
  const stream = new HopStream((_, error) => void defects.push(error));
  stream.watch({ name: 'recorder', onHop: (hop) => void hops.push(hop) });
  const watcher = new Watcher({ stream, bounds: defaultBounds, app: 'the app', seesAll, isShared, forwardMs });
  atEnd(() => watcher.close());
  const connect = (name: string): ObservedConnection => {
    const connection = watcher.opened({ session: `session-${name}`, headers: {}, address: '192.0.2.1' });
    connection.identified(name);
    connection.received({ event: 'join', text: `["join","blue","${name}"]` });
    return connection;
  };
  /** Kind, sender and receiver of each hop of a message, in order. */
  const told = () =>
    hops
      .filter(({ message }) => message !== undefined)
      .map(
        ({ kind, from, to, result }) =>
          `${kind} ${from?.id ?? ''}>${to?.id ?? ''}${result === 'reached' ? '' : ` ${result}`}`,
      );
  return { hops, defects, connect, told, watcher };
}

/** What the server was found to have left, as soon as something was. */
export async function strayedOf(house: Pick<ReturnType<typeof watchedServer>, 'hops'>) {
  const hops = await until(
    async () => house.hops.filter(({ strayed }) => strayed),
    (found) => found.length > 0,
  );
  return hops.map(({ kind, to, strayed }) => ({ kind, to: to?.id, strayed }));
}
