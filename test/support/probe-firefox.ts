import { launch, type Browser } from 'puppeteer-core';
import { atEnd } from './teardown.js';

/** The installed Firefox, whose connections may reach each other on one machine; closed when the test is over. */
export async function launchFirefox(): Promise<Browser> {
  const browser = await launch({
    browser: 'firefox',
    executablePath: '/usr/bin/firefox-esr',
    extraPrefsFirefox: {
      'media.peerconnection.ice.loopback': true,
      'media.peerconnection.ice.obfuscate_host_addresses': false,
      'media.autoplay.default': 0,
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
    },
  });
  atEnd(() => browser.close());
  return browser;
}
