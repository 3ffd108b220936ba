import type { Language } from '../../protocol/languages.js';
import { PageClock } from './clock.js';
import { Connection } from './connection.js';
import { failureOf } from './failures.js';
import { Journal } from './journal.js';
import { Log } from './log.js';
import { Mail } from './mail.js';
import { listen, quietly } from './natives.js';
import { observe } from './observe.js';
import { pageIsHiding } from './path.js';

export interface ProbeOptions {
  /** Where the gateway is, as an address to which `/reports` is added. */
  gateway: string;
  /** The page's Socket.IO id, where it is known already. */
  participant?: string;
  /** Write each stage to the browser's console too. */
  log?: Language | undefined;
}

export interface Probe {
  /** The page has got its Socket.IO id, or a new one: the gateway is told at once whose page the probe is on. */
  identify(participant: string): void;
}

/** One page, one probe: a second one would report everything twice. */
const key = Symbol.for('hopline.probe');

/** Watches what becomes of every RTCPeerConnection that the page makes from now on, and reports it to the gateway. */
export function startProbe({ gateway, participant, log }: ProbeOptions): Probe | undefined {
  const page = globalThis as unknown as Record<symbol, Probe | undefined>;
  return quietly(() => (page[key] ??= start(`${gateway.replace(/\/$/, '')}/reports`, participant, log)));
}

function start(url: string, participant: string | undefined, language: Language | undefined): Probe {
  const clock = new PageClock();
  const mail = new Mail(url, clock);
  mail.participant = participant;
  const journal = new Journal(clock, mail, language && new Log(language));
  watchConnections(journal);
  watchDevices(journal);
  listen(window, 'pagehide', () => {
    pageIsHiding(true);
    mail.leave();
  });
  listen(window, 'pageshow', () => pageIsHiding(false));
  if (participant !== undefined) journal.hello();
  return {
    identify: (id) => {
      quietly(() => {
        if (mail.participant === id) return;
        mail.participant = id;
        mail.hurry();
      });
    },
  };
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
}

function watchDevices(journal: Journal): void {
  let failed = false;
  observe(globalThis.MediaDevices?.prototype, 'getUserMedia', () => ({
    failed: (error) => {
      failed = true;
      journal.tell({ step: 'media-captured', result: 'failed', failure: failureOf(error) });
    },
    done: () => {
      // Told only where there was a failure to make good: who uses a microphone is nobody's concern.
      if (failed) journal.tell({ step: 'media-captured', result: 'reached' });
      failed = false;
    },
  }));
}
