import { fingerprint } from '../../protocol/facts.js';
import type { Language } from '../../protocol/languages.js';
import { PageClock } from './clock.js';
import { Connection } from './connection.js';
import { failureOf } from './failures.js';
import { Journal } from './journal.js';
import { Log } from './log.js';
import { Mail } from './mail.js';
import { after, cancel, listen, quietly, type Timer } from './natives.js';
import { observe } from './observe.js';
import { pageIsHiding } from './path.js';
import { listenToSignaling } from './signaling.js';

export interface ProbeOptions {
  /** Where the gateway is, as an address to which `/reports` is added. */
  gateway: string;
  /** Write each stage to the browser's console too. */
  log?: Language | undefined;
}

export interface Probe {
  /**
   * The page's signaling has got an Engine.IO session id (`socket.io.engine.id`), or a new one: the gateway is told at
   * once whose page the probe is on. Over WebSocket the probe hears it by itself.
   *
   * @param room as it stands in the query of the connection's URL, encoded, where it does
   */
  identify: (session: string, room?: string) => void;
  /** Reports at once what there is, and be it nothing: what `report-wanted` asks for. */
  report: () => void;
}

/** One page, one probe: a second one would report everything twice. */
const key = Symbol.for('hopline.probe');

/** Watches what becomes of every RTCPeerConnection that the page makes from now on, and reports it to the gateway. */
export function startProbe({ gateway, log }: ProbeOptions): Probe | undefined {
  const page = globalThis as unknown as Record<symbol, Probe | undefined>;
  return quietly(() => (page[key] ??= start(gateway.replace(/\/?$/, '/'), log)));
}

function start(gateway: string, language: Language | undefined): Probe {
  const clock = new PageClock();
  const mail = new Mail(`${gateway}reports`, clock);
  const log = language && new Log(gateway, language);
  const journal = new Journal(clock, mail, log);
  const askedNow = watchDevices(journal);
  const probe: Probe = {
    identify: (session, room) => {
      quietly(() => {
        mail.room = room;
        const hash = fingerprint(session);
        if (mail.socket === hash) return;
        mail.socket = hash;
        mail.hurry();
      });
    },
    report: () => {
      quietly(() => {
        askedNow();
        mail.hurry();
      });
    },
  };
  watchConnections(journal);
  listenToSignaling({
    session: probe.identify,
    wanted: probe.report,
    came: log && ((packet) => log.add({ packet, went: false })),
    sent: log && ((packet) => log.add({ packet, went: true })),
  });
  listen(window, 'pagehide', () => {
    pageIsHiding(true);
    mail.leave();
  });
  listen(window, 'pageshow', () => pageIsHiding(false));
  return probe;
}

/**
 * Only methods of the prototype are watched, and the rest by listeners: the constructor stays the browser's own, whatever
 * a page does with it.
 */
function watchConnections(journal: Journal): void {
  const prototype = globalThis.RTCPeerConnection?.prototype;
  const known = new WeakMap<object, Connection>();
  let count = 0;
  const connection = (self: unknown): Connection => {
    const pc = self as RTCPeerConnection;
    const watched = known.get(pc) ?? new Connection(pc, ++count, journal);
    known.set(pc, watched);
    return watched;
  };
  observe(prototype, 'setLocalDescription', (self, [given]) => connection(self).describing('local', given));
  observe(prototype, 'setRemoteDescription', (self, [given]) => connection(self).describing('remote', given));
  observe(prototype, 'createOffer', (self) => connection(self).creating('offer'));
  observe(prototype, 'createAnswer', (self) => connection(self).creating('answer'));
  observe(prototype, 'addIceCandidate', (self, [given]) => connection(self).adding(given));
  observe(prototype, 'close', (self) => {
    connection(self).closing();
    return undefined;
  });
}

/** A person who is asked for a permission takes longer than a device. */
const askedMs = 1000;

/** @returns tells at once of what the user is being asked for, before a silence is held against the page */
function watchDevices(journal: Journal): () => void {
  let pending = false;
  const waiting = new Map<Timer, () => void>();
  observe(globalThis.MediaDevices?.prototype, 'getUserMedia', () => {
    const calledAt = journal.now();
    // Told only where it takes long, or fails: who uses a microphone is nobody's concern.
    const asked = after(askedMs, () => waiting.get(asked)?.());
    waiting.set(asked, () => {
      forget();
      pending = true;
      journal.tell({ step: 'media-requested', result: 'reached', at: calledAt });
    });
    const forget = () => {
      cancel(asked);
      waiting.delete(asked);
    };
    return {
      failed: (error) => {
        forget();
        pending = true;
        journal.tell({ step: 'media-captured', result: 'failed', failure: failureOf(error) });
      },
      done: () => {
        forget();
        if (pending) journal.tell({ step: 'media-captured', result: 'reached' });
        pending = false;
      },
    };
  });
  return () => waiting.forEach((tell) => tell());
}
