import { describe, expect, it } from '@jest/globals';
import { inRoom, type Peer } from '../support/clients.js';
import { runInstances } from '../support/cluster.js';
import { candidate } from '../support/sdp.js';
import { onWrite } from '../support/writes.js';

const acknowledges = /43\d+\[\{"ok":true/;

interface Write {
  port: number | undefined;
  text: string;
}

const sends = (from: Peer, to: Peer, mark: string) =>
  from.ask('ice-candidate', { target: to.id, candidate: { ...candidate(), mark } });

/** Where in all that was written a message is, and where the acknowledgement of it, to the one to whom something else went. */
function placesOf(writes: readonly Write[], mark: string, toSender: string): [message: number, acknowledged: number] {
  const sender = writes.find(({ text }) => text.includes(toSender))?.port;
  return [
    writes.findIndex(({ text }) => text.includes(mark)),
    writes.findIndex(({ port, text }) => port === sender && acknowledges.test(text)),
  ];
}

describe('a message that is acknowledged to a participant of another instance', () => {
  it('has left before, whatever else was written at that moment: else a loss between the two would break a promise', async () => {
    const [home = '', edge = ''] = await runInstances(2, { LIMITS: 'off' });
    await inRoom(home, 'two', 'Olga');
    const [anna, boris] = [await inRoom(edge, 'two', 'Anna'), await inRoom(edge, 'two', 'Boris')];
    const writes: Write[] = [];
    onWrite(({ localPort, remotePort }, text) => {
      // What a client writes is masked (RFC 6455, section 5.3), so this leaves what the room's instance writes.
      if (String(localPort) !== new URL(edge).port) writes.push({ port: remotePort, text });
    });

    for (let round = 0; round < 20; round++) {
      writes.length = 0;
      const [ofAnna, ofBoris] = [`anna ${round}.`, `boris ${round}.`];
      const answers = await Promise.all([sends(anna, boris, ofAnna), sends(boris, anna, ofBoris)]);
      expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
      const places = [placesOf(writes, ofAnna, ofBoris), placesOf(writes, ofBoris, ofAnna)];
      expect(places.flat()).not.toContain(-1);
      expect(places.filter(([message, acknowledged]) => acknowledged <= message)).toEqual([]);
    }
  });
});
