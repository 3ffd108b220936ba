import { fingerprint } from '../../protocol/facts.js';
import type { Language } from '../../protocol/languages.js';
import type { FailureName } from '../../protocol/reports.js';
import { PageClock } from './clock.js';
import { Connection } from './connection.js';
import { candidateFacts, fieldsOf, type Side } from './descriptions.js';
import { failureOf } from './failures.js';
import { Journal } from './journal.js';
import { Log } from './log.js';
import { Mail } from './mail.js';
import { after, cancel, listen, quietly, type Timer } from './natives.js';
import { observe, observeConstructor } from './observe.js';
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
        mail.identify(fingerprint(session), room);
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
    described: (step, local, session) => journal.tell(step, { local, socket: fingerprint(session) }),
    packet: log && ((packet, went, socket) => log.add({ packet, went, socket })),
  });
  checkContext(journal);
  listen(window, 'pagehide', () => {
    pageIsHiding(true);
    if (mail.session || journal.greeted) journal.tell('page-gone');
    mail.leave();
  });
  listen(window, 'pageshow', (event) => {
    pageIsHiding(false);
    if ((event as PageTransitionEvent).persisted) mail.hurry();
  });
  return probe;
}

/** A page that is no secure context has no `mediaDevices` (W3C mediacapture-streams, section 9): told, and whether it runs into that. */
function checkContext(journal: Journal): void {
  if (isSecureContext || navigator.mediaDevices) return;
  const tell = (name: FailureName) => journal.tell('context-checked', { failure: { name } });
  tell('insecure');
  let told = false;
  for (const kind of ['error', 'unhandledrejection'])
    listen(window, kind, (event) => {
      const { error, reason = error } = event as ErrorEvent & Partial<PromiseRejectionEvent>;
      if (told || !/^TypeError.*(mediaDevices|getUserMedia)/.test(String(reason))) return;
      told = true;
      tell('TypeError');
    });
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
  const refused = new Set<string>();
  const describing = (side: Side, self: unknown, given: unknown) => {
    refused.clear();
    return connection(self).describing(side, given);
  };
  observe(prototype, 'setLocalDescription', (self, [given]) => describing('local', self, given));
  observe(prototype, 'setRemoteDescription', (self, [given]) => describing('remote', self, given));
  observe(prototype, 'createOffer', (self) => connection(self).creating('offer'));
  observe(prototype, 'createAnswer', (self) => connection(self).creating('answer'));
  observe(prototype, 'addIceCandidate', (self, [given]) => connection(self).adding(given));
  observe(prototype, 'close', (self) => {
    connection(self).closing();
    return undefined;
  });
  // A candidate that cannot be made is never given to a connection.
  observeConstructor('RTCIceCandidate', (error, [given]) => {
    const candidate = fieldsOf<RTCIceCandidateInit>(given);
    const failure = failureOf(error);
    if (!candidate.candidate || refused.has(failure.name)) return;
    refused.add(failure.name);
    const { ufrag } = candidateFacts(candidate);
    journal.tell('candidate-applied', { failure, remote: ufrag ? { ufrag } : undefined });
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
      journal.tell('media-requested', { at: calledAt });
    });
    const forget = () => {
      cancel(asked);
      waiting.delete(asked);
    };
    return {
      failed: (error) => {
        forget();
        pending = true;
        journal.tell('media-captured', { failure: failureOf(error) });
      },
      done: () => {
        forget();
        if (pending) journal.tell('media-captured');
        pending = false;
      },
    };
  });
  return () => waiting.forEach((tell) => tell());
}
