import type { Browser } from 'puppeteer-core';
import { launchBrowser, launchBrowserWithin } from '../support/browser.js';
import { firefox, startFirefox, startFirefoxWithin } from '../support/firefox.js';
import { NotPossible } from './scenario.js';

export const browserNames = ['chromium', 'firefox'] as const;
export type BrowserName = (typeof browserNames)[number];

/** Where a page is opened over plain HTTP as from another machine. */
export const insecureHost = 'insecure.test';

/** Every page may be reached at its real address, and no browser has a camera. */
const chromiumFlags = [
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--use-fake-device-for-media-stream=device-count=0',
  // This machine under a name that is no secure context.
  `--host-resolver-rules=MAP ${insecureHost} 127.0.0.1`,
];

const firefoxSettings = {
  // 2: denied, 1: allowed; and the one camera it may use is one that nobody has.
  'permissions.default.microphone': 2,
  'permissions.default.camera': 1,
  'media.navigator.permission.fake': true,
  'media.video_loopback_dev': 'none',
  // Tabs are "in the background" to each other: none may be slowed down for it.
  // This machine under a name that is no secure context.
  'network.dns.localDomains': insecureHost,
  'dom.min_background_timeout_value': 4,
  'dom.timeout.enable_budget_timer_throttling': false,
  'layout.throttled_frame_rate': 60,
};

/** The browsers of one machine, or of one namespace of it: each is started when the first page needs it. */
export class Browsers {
  private readonly started = new Map<BrowserName, Promise<Browser>>();

  /** @param within what a command line begins with, to be run there */
  constructor(private readonly within?: readonly string[]) {}

  get(name: BrowserName): Promise<Browser> {
    const known = this.started.get(name);
    if (known) return known;
    const starting = start[name](this.within);
    this.started.set(name, starting);
    return starting;
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.started.values()].map(async (browser) => (await browser).close()));
  }
}

const start: Record<BrowserName, (within: readonly string[] | undefined) => Promise<Browser>> = {
  chromium: (within) => (within ? launchBrowserWithin(within, chromiumFlags) : launchBrowser(chromiumFlags)),
  firefox: async (within) => {
    try {
      firefox();
    } catch (error) {
      throw new NotPossible((error as Error).message);
    }
    return within ? startFirefoxWithin(within, firefoxSettings) : startFirefox(firefoxSettings);
  },
};
