/// <reference lib="dom" />
import { expect, it } from '@jest/globals';
import { launchFirefox } from '../support/probe-firefox.js';
import { rungs, runIntake, runSite } from '../support/probe-intake.js';
import { callItself, labPage } from '../support/probe-page.js';

it('reports a call in Firefox as in Chromium, and what fails', async () => {
  const intake = await runIntake();
  const site = await runSite(labPage(intake.url));
  const page = await (await launchFirefox()).newPage();
  await page.goto(site);
  await page.evaluate(callItself);
  await intake.waitFor(...rungs(1, 2));
  expect(intake.steps.toSorted()).toEqual(rungs(1, 2).toSorted());
  const { local } = intake.find('offer-created', 1);
  const { remote } = intake.find('answer-applied', 1);
  expect(intake.find('offer-applied', 2)).toMatchObject({ remote: local });
  expect(intake.find('answer-created', 2)).toMatchObject({ local: remote, remote: local });
  for (const step of ['ice-connected', 'dtls-connected', 'media-flowing'])
    expect(intake.find(step, 1)).toMatchObject({ local, remote });

  await page.evaluate(async () => {
    const { lab } = window;
    await lab.fails(lab.a.setRemoteDescription(lab.b.localDescription as RTCSessionDescription));
    lab.a.restartIce();
    await lab.negotiate();
  });
  await intake.waitFor('#1 answer-applied InvalidStateError stable');
});
