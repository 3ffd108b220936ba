/// <reference lib="dom" />
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'puppeteer-core';
import { launchBrowser, person } from '../support/browser.js';
import { labPage } from '../support/probe-page.js';
import { runIntake, runSite } from '../support/probe-intake.js';
import { atEnd } from '../support/teardown.js';

/** Habits of pages, each run in the page; what it answers, and what the page logged, must not depend on the probe. */
const habits: Record<string, () => Promise<unknown>> = {
  'a call, step by step': async () => {
    const { lab } = window;
    lab.pair();
    lab.a.addTrack(lab.tone());
    await lab.wait(50);
    const noted = async (name: string, step: Promise<unknown>) => {
      lab.log.push(`${name} ${step instanceof Promise}`);
      const value = await step;
      lab.log.push(`${name} done ${String(value)}`);
      return value;
    };
    const offer = (await noted('createOffer', lab.a.createOffer())) as RTCSessionDescriptionInit;
    await noted('setLocal', lab.a.setLocalDescription(offer));
    await noted('setRemote', lab.b.setRemoteDescription(offer));
    await noted('answer', lab.b.setLocalDescription());
    await noted('setRemote', lab.a.setRemoteDescription(lab.b.localDescription as RTCSessionDescription));
    await noted('wrong', lab.fails(lab.a.setRemoteDescription({ type: 'answer', sdp: '' })));
    await noted('no description', lab.fails(lab.a.setRemoteDescription(undefined as unknown as RTCSessionDescription)));
    await noted('candidate', lab.fails(lab.a.addIceCandidate({ candidate: 'nonsense', sdpMid: '0' })));
    await noted('end', lab.a.addIceCandidate());
    await noted('rollback', lab.fails(lab.a.setLocalDescription({ type: 'rollback' })));
    lab.a.close();
    await noted('closed', lab.fails(lab.a.setLocalDescription()));
    return [offer instanceof RTCSessionDescription, typeof offer.sdp];
  },
  'what the browser’s own looks like': async () =>
    (
      [
        [RTCPeerConnection.prototype, 'setLocalDescription'],
        [RTCPeerConnection.prototype, 'setRemoteDescription'],
        [RTCPeerConnection.prototype, 'createOffer'],
        [RTCPeerConnection.prototype, 'createAnswer'],
        [RTCPeerConnection.prototype, 'addIceCandidate'],
        [RTCIceCandidate.prototype, 'constructor'],
        [WebSocket.prototype, 'send'],
        [window, 'RTCIceCandidate'],
      ] as const
    ).map(([owner, name]) => {
      const { value, ...rest } = Object.getOwnPropertyDescriptor(owner, name) ?? {};
      const method = value as () => void;
      return [
        name,
        method.name,
        method.length,
        String(method).includes('[native code]'),
        'prototype' in method,
        Object.getOwnPropertyNames(method),
        rest,
      ];
    }),
  'candidates: made, refused, and of a class of the page’s own': async () => {
    const { lab } = window;
    const init = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host ufrag abcd', sdpMid: '0' };
    class Own extends RTCIceCandidate {
      readonly made: string;
      constructor(...args: [RTCLocalIceCandidateInit]) {
        super(...args);
        this.made = new.target.name;
      }
    }
    const Wrapped = new Proxy(RTCIceCandidate, {});
    const [given, own, wrapped] = [new RTCIceCandidate(init), new Own(init), new Wrapped(init)];
    const call = RTCIceCandidate as unknown as () => unknown;
    for (const attempt of [() => new RTCIceCandidate({ candidate: 'x' }), () => new RTCIceCandidate(), call])
      try {
        attempt();
      } catch (error) {
        lab.log.push(String(error));
      }
    return [
      ...[given, own, wrapped].flatMap((one) => [
        one instanceof RTCIceCandidate,
        one.constructor === RTCIceCandidate,
        Object.getPrototypeOf(one) === RTCIceCandidate.prototype,
        one.usernameFragment,
        JSON.stringify(one),
        Object.prototype.toString.call(one),
      ]),
      own instanceof Own,
      own.made,
      RTCIceCandidate.prototype.constructor === RTCIceCandidate,
      Object.keys(window).includes('RTCIceCandidate'),
    ];
  },
  'a socket: written to early, open, and closed': async () => {
    const { lab } = window;
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/?EIO=4`);
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- as the Socket.IO client does
    socket.onmessage = () => undefined;
    const send = (...args: unknown[]) => {
      try {
        // oxlint-disable-next-line typescript/unbound-method -- called on a socket
        lab.log.push(`sent ${String(Reflect.apply(WebSocket.prototype.send, socket, args))}`);
      } catch (error) {
        lab.log.push(String(error));
      }
    };
    send('42["offer",{"offer":{"type":"offer","sdp":"v=0\\r\\n"}}]');
    send();
    await new Promise((closed) => socket.addEventListener('close', closed));
    send('42["offer",{"offer":{"type":"offer","sdp":"v=0\\r\\n"}}]');
    return socket.bufferedAmount;
  },
  'constructor, statics and identity': async () => {
    const pc = new RTCPeerConnection();
    const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' };
    const legacy = (window as unknown as { webkitRTCPeerConnection?: unknown }).webkitRTCPeerConnection;
    return [
      pc instanceof RTCPeerConnection,
      pc.constructor === RTCPeerConnection,
      Object.getPrototypeOf(pc) === RTCPeerConnection.prototype,
      legacy === undefined || legacy === RTCPeerConnection,
      (await RTCPeerConnection.generateCertificate(ecdsa)) instanceof RTCCertificate,
      RTCPeerConnection.name,
      RTCPeerConnection.length,
    ];
  },
  'a class of the page’s own on top': async () => {
    const { lab } = window;
    class Own extends RTCPeerConnection {
      readonly made: string;
      constructor(config?: RTCConfiguration) {
        super(config);
        this.made = new.target.name;
      }
      override async setLocalDescription(description?: RTCLocalSessionDescriptionInit): Promise<void> {
        lab.log.push(`own setLocalDescription ${this.made}`);
        await super.setLocalDescription(description);
      }
      override addEventListener(...args: unknown[]): void {
        lab.log.push(`listens to ${String(args[0])}`);
        // oxlint-disable-next-line typescript/unbound-method -- called on this
        Reflect.apply(RTCPeerConnection.prototype.addEventListener, this, args);
      }
    }
    lab.pair(Own);
    lab.a.createDataChannel('x');
    await lab.negotiate();
    return [lab.a instanceof Own, lab.a.signalingState];
  },
  'a Proxy of the page’s own around it': async () => {
    const { lab } = window;
    const Wrapped = new Proxy(RTCPeerConnection, {
      construct: (target, args, newTarget) => {
        lab.log.push('constructed');
        return Reflect.construct(target, args, newTarget) as object;
      },
    });
    lab.pair(Wrapped);
    const proxied = new Proxy(lab.a, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    proxied.createDataChannel('x');
    await lab.negotiate(proxied);
    const bare = new Proxy(lab.a, {});
    // oxlint-disable-next-line typescript/unbound-method -- called on what is none
    const { createOffer } = RTCPeerConnection.prototype;
    return [proxied.signalingState, await lab.fails(Reflect.apply(createOffer, bare, []) as Promise<unknown>)];
  },
  'callbacks as they once were': async () => {
    const { lab } = window;
    lab.pair();
    lab.a.createDataChannel('x');
    type Legacy = (...args: unknown[]) => Promise<void>;
    const legacy = (pc: RTCPeerConnection, name: string, ...args: unknown[]) =>
      new Promise((done) => {
        const called = (how: string) =>
          function (this: unknown, ...values: unknown[]) {
            lab.log.push(`${name} ${how} ${String(this)} ${values.length}`);
            done(values[0] instanceof Error ? values[0].name : values[0]);
          };
        const method = (pc as unknown as Record<string, Legacy>)[name] as Legacy;
        const result = Reflect.apply(method, pc, [...args, called('done'), called('failed')]);
        void result.then((value) => lab.log.push(`${name} returned ${String(value)}`));
      });
    const offer = await legacy(lab.a, 'createOffer');
    await legacy(lab.a, 'setLocalDescription', offer);
    await legacy(lab.b, 'setRemoteDescription', offer);
    await legacy(lab.b, 'setLocalDescription', await legacy(lab.b, 'createAnswer'));
    await legacy(lab.a, 'setRemoteDescription', lab.b.localDescription);
    return [await legacy(lab.a, 'setRemoteDescription', lab.b.localDescription), lab.a.signalingState];
  },
  'a failure that nobody catches': async () => {
    const { lab } = window;
    lab.pair();
    window.addEventListener('unhandledrejection', (event) => {
      lab.log.push(`unhandled ${(event.reason as Error).name} ${event.promise === failing}`);
      event.preventDefault();
    });
    const failing = lab.a.setRemoteDescription({ type: 'answer', sdp: '' });
    await lab.wait(100);
    const caught = lab.a.setRemoteDescription({ type: 'answer', sdp: '' });
    caught.catch(() => lab.log.push('caught'));
    await lab.wait(100);
  },
  'microphones: given, not there': async () => {
    const given = await navigator.mediaDevices.getUserMedia({ audio: true });
    return [
      given instanceof MediaStream,
      given.getAudioTracks().length,
      await window.lab.fails(navigator.mediaDevices.getUserMedia({})),
      await window.lab.fails(navigator.mediaDevices.getUserMedia({ video: { width: { exact: 99_999 } } })),
    ];
  },
};

describe('a page with the probe', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function run(probe: string | undefined, habit: () => Promise<unknown>): Promise<unknown> {
    const site = await runSite(labPage(probe));
    const context = await person(browser, site);
    atEnd(() => context.close());
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    await page.goto(site);
    const answer = await page.evaluate(habit);
    // Gathering takes as long as it takes: its place among the rest is no promise of any browser.
    const log = await page.evaluate(() => window.lab.log.filter((line) => !line.includes('icegathering')));
    return { answer, log, problems };
  }

  it.each(Object.keys(habits))('sees what it sees without: %s', async (name) => {
    const habit = habits[name] as () => Promise<unknown>;
    const intake = await runIntake();
    const bare = await run(undefined, habit);
    const probed = await run(intake.url, habit);
    expect(probed).toEqual(bare);
  });

  it('reports the call of a page with a class, a Proxy or callbacks of its own all the same', async () => {
    for (const name of ['a class', 'a Proxy', 'callbacks']) {
      const intake = await runIntake();
      const habit = Object.entries(habits).find(([key]) => key.startsWith(name))?.[1];
      await run(intake.url, habit as () => Promise<unknown>);
      await intake.waitFor(
        '#1 offer-created reached',
        '#2 offer-applied reached',
        '#2 answer-created reached',
        '#1 answer-applied reached',
      );
    }
  });
});
