import { fingerprint } from '../../protocol/facts.js';
import type { Language } from '../../protocol/languages.js';
import type { ProbeStep } from '../../protocol/reports.js';
import { PageClock } from './clock.js';
import { WatchedConnection } from './watched-connection.js';
import type { Side } from './descriptions.js';
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
   * The page's signaling has got an Engine.IO session id (`socket.io.engine.id`), or a new one: the gateway learns at
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
  watchConnections(journal, watchErrors(journal));
  listenToSignaling({
    session: probe.identify,
    wanted: probe.report,
    described: (step, local, session) => journal.tell(step, { local, socket: fingerprint(session) }),
    packet: log && ((packet, went, socket) => log.add({ packet, went, socket })),
    overBound: log && ((socket) => log.add({ overBound: socket })),
  });
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

/** An error that names one of these comes from code that makes or answers calls; a watched method reports its own ("Failed to execute …"). */
const ofCalls = /^(?!.*ecute ').*(RTC|tream|Track|createO|createA|Descr|[pP]eer)/;
/** The constructor refuses its configuration, in Chromium and in Firefox. */
const ofConstructor = /onstr.*RTCP|Impl.setC/;

/**
 * What the page runs into, and does not catch. A page that is no secure context has no `mediaDevices` (W3C
 * mediacapture-streams, section 9), and a candidate without its place cannot be made (W3C webrtc-pc, section 4.8.1). Heard and not
 * wrapped: an error that passes through a script of another origin is hidden from the page's own handlers.
 *
 * @returns called with every description: each error is reported once for it
 */
function watchErrors(journal: Journal): () => void {
  const insecure = !isSecureContext && !navigator.mediaDevices;
  if (insecure) journal.tell('context-checked', { failure: { name: 'insecure' } });
  const told = new Set<ProbeStep>();
  for (const kind of ['error', 'unhandledrejection'])
    listen(window, kind, (event) => {
      const { error, reason = error } = event as ErrorEvent & Partial<PromiseRejectionEvent>;
      const text = String(reason);
      const [, about] = /^TypeError.*(mediaDevices|getUserMedia|sdpMid)/.exec(text) ?? [];
      const step =
        about === 'sdpMid'
          ? 'candidate-applied'
          : about && insecure
            ? 'context-checked'
            : ofCalls.test(text) && 'page-threw';
      if (!step || told.has(step)) return;
      told.add(step);
      journal.tell(step, {
        failure: ofConstructor.test(text) ? { name: 'construct' } : failureOf(reason),
      });
    });
  return () => {
    told.delete('candidate-applied');
    told.delete('page-threw');
  };
}

/**
 * Only methods of the prototype are watched, and the rest by listeners: the constructor stays the browser's own, whatever
 * a page does with it.
 */
function watchConnections(journal: Journal, described: () => void): void {
  const prototype = globalThis.RTCPeerConnection?.prototype;
  const known = new WeakMap<object, WatchedConnection>();
  let count = 0;
  const connection = (self: unknown): WatchedConnection => {
    const pc = self as RTCPeerConnection;
    const watched = known.get(pc) ?? new WatchedConnection(pc, ++count, journal);
    known.set(pc, watched);
    return watched;
  };
  const describing = (side: Side, self: unknown, given: unknown) => {
    described();
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
