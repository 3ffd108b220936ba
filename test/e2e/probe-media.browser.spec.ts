/// <reference lib="dom" />
import { describe, expect, it } from '@jest/globals';
import { launchBrowser } from '../support/browser.js';
import { launchFirefoxFor } from '../support/probe-firefox.js';
import { runIntake, runSite, type ProbeIntake } from '../support/probe-intake.js';
import { labPage } from '../support/probe-page.js';
import { atEnd } from '../support/teardown.js';

const flows = { sends: 'flows', receives: true, data: false };
const silent = { sends: 'nothing-negotiated', receives: true, data: false };

/** What a page does, run in it, and what its two connections report of it, the caller's first. */
const cases: Record<string, { run: () => Promise<void>; media: [caller: object, callee: object] }> = {
  'sound both ways': {
    run: async () => {
      const { lab } = window;
      lab.pair();
      lab.a.addTrack(lab.tone());
      lab.b.addTrack(lab.tone());
      await lab.negotiate();
    },
    media: [flows, flows],
  },
  'a callee that only listens': {
    run: async () => {
      const { lab } = window;
      lab.pair();
      lab.a.addTrack(lab.tone());
      await lab.negotiate();
    },
    media: [{ ...flows, receives: false }, silent],
  },
  'a microphone that is off, and one that has ended': {
    run: async () => {
      const { lab } = window;
      lab.pair();
      const [off, ended] = [lab.tone(), lab.tone()];
      off.enabled = false;
      ended.stop();
      lab.a.addTrack(off);
      lab.b.addTrack(ended);
      await lab.negotiate();
    },
    media: [
      { ...flows, sends: 'muted' },
      { ...flows, sends: 'ended' },
    ],
  },
  'a microphone that is off beside a camera': {
    run: async () => {
      const { lab } = window;
      lab.pair();
      const off = lab.tone();
      off.enabled = false;
      lab.a.addTrack(off);
      const canvas = document.createElement('canvas');
      const paper = canvas.getContext('2d');
      setInterval(() => paper?.fillRect(Math.random() * 100, 0, 9, 9), 30);
      lab.a.addTrack(canvas.captureStream(30).getVideoTracks()[0] as MediaStreamTrack);
      await lab.negotiate();
    },
    media: [{ ...flows, receives: false }, silent],
  },
  'a stream without a track': {
    run: async () => {
      const { lab } = window;
      lab.pair();
      lab.a.addTransceiver('audio', { direction: 'sendonly' });
      await lab.negotiate();
    },
    media: [{ sends: 'no-track', receives: false, data: false }, silent],
  },
  'a track that came after the answer': {
    run: async () => {
      const { lab } = window;
      lab.pair();
      lab.a.addTrack(lab.tone());
      await lab.negotiate();
      lab.b.addTrack(lab.tone());
    },
    media: [
      { ...flows, receives: false },
      { ...flows, sends: 'not-negotiated' },
    ],
  },
  'a data channel and nothing else': {
    run: async () => {
      const { lab } = window;
      lab.pair();
      lab.a.createDataChannel('chat');
      await lab.negotiate();
    },
    media: [
      { sends: 'nothing-negotiated', receives: false, data: true },
      { sends: 'nothing-negotiated', receives: false, data: true },
    ],
  },
  'nothing at all': {
    run: async () => {
      const { lab } = window;
      lab.pair();
      lab.a.addTransceiver('audio', { direction: 'inactive' });
      await lab.negotiate();
    },
    media: [
      { sends: 'nothing-negotiated', receives: false, data: false },
      { sends: 'nothing-negotiated', receives: false, data: false },
    ],
  },
};

/** What a connection has said last of its media, where it has. */
const lastOf = (intake: ProbeIntake, number: number) =>
  intake.reports.findLast(({ step, connection }) => step === 'media-flowing' && connection === number)?.media;

describe.each([
  ['Chromium', () => launchBrowser()],
  ['Firefox', launchFirefoxFor],
])('in %s the probe', (_name, launch) => {
  async function lab() {
    const intake = await runIntake();
    const browser = await launch();
    atEnd(() => browser.close());
    const page = await browser.newPage();
    await page.goto(await runSite(labPage(intake.url)));
    return { intake, page };
  }

  it('says what a connection sends, and what it may receive', async () => {
    const { intake, page } = await lab();
    for (const { run } of Object.values(cases)) await page.evaluate(run);
    const wanted = Object.entries(cases).flatMap(([name, { media }]) =>
      media.map((one, side) => [`${name}, ${side ? 'callee' : 'caller'}`, one] as const),
    );
    await intake.waitFor(...wanted.map((_one, i) => new RegExp(`^#${i + 1} media-flowing`)));

    expect(wanted.map(([name], i) => [name, lastOf(intake, i + 1)])).toEqual(wanted);
  });

  it('says so again when a page that was silent speaks', async () => {
    const { intake, page } = await lab();
    await page.evaluate(async () => {
      const { lab: here } = window;
      here.pair();
      const track = here.tone();
      track.enabled = false;
      here.a.addTrack(track);
      await here.negotiate();
    });
    await intake.waitFor('#1 media-flowing reached');
    expect(lastOf(intake, 1)?.sends).toBe('muted');
    intake.batches.length = 0;
    await page.evaluate(() => {
      const { track } = window.lab.a.getSenders()[0] ?? {};
      if (track) track.enabled = true;
    });
    await intake.waitFor('#1 media-flowing reached');
    expect(lastOf(intake, 1)?.sends).toBe('flows');
  });
});
