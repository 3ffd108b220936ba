import { z } from 'zod';
import { whole } from '../config/whole.js';
import { toggle, url, type Flag, type Values } from './flag.js';

/** `hopline check URL`. */
export const checkFlags = {
  token: {
    takes: 'JWT',
    rule: z.string().min(1, 'must not be empty').optional(),
    says: 'token, where the gateway asks for one',
  },
  room: {
    takes: 'NAME',
    rule: z.string().min(1, 'must be the name of a room').max(64, 'must have at most 64 characters').optional(),
    says: 'room that the two robots meet in; without, one of their own',
  },
  way: {
    takes: 'WAY',
    multiple: true,
    rule: z.array(z.enum(['host', 'stun', 'turn'], 'must be host, stun or turn')).default([]),
    says: 'only this way: host, stun or turn; may be given several times',
  },
  timeout: {
    takes: 'SECONDS',
    rule: whole(1, 600).default(15),
    says: 'how long one call may take (15)',
  },
  json: toggle('write one line of JSON for each round'),
  every: {
    takes: 'SECONDS',
    rule: whole(5, 86_400).optional(),
    says: 'go on calling, once in so many seconds',
  },
  metrics: {
    takes: 'PORT',
    rule: whole(0, 65_535).optional(),
    says: 'serve metrics for Prometheus on this port; with --every',
  },
} as const satisfies Record<string, Flag>;

/** `hopline watch URL`. */
export const watchFlags = {
  with: {
    takes: 'URL',
    multiple: true,
    rule: z.array(url).default([]),
    says: 'another origin that its pages talk to, such as http://localhost:5000; may be given several times',
  },
  port: { takes: 'PORT', rule: whole(0, 65_535).default(4600), says: 'where the app is found from now on (4600)' },
  'console-port': { takes: 'PORT', rule: whole(0, 65_535).default(4601), says: 'where the console is (4601)' },
  host: {
    takes: 'ADDRESS',
    rule: z.string().min(1, 'must not be empty').default('127.0.0.1'),
    says: 'address to listen on: 0.0.0.0 for other devices too (127.0.0.1)',
  },
  https: toggle("HTTPS with a certificate of this machine's own, so that a phone has a microphone"),
  'no-probe': toggle('leave the pages alone: what happens in browsers is not seen then'),
} as const satisfies Record<string, Flag>;

export type WatchValues = Values<typeof watchFlags>;
export type CheckValues = Values<typeof checkFlags>;

/** A command that names the server that it is for. */
export interface Command {
  readonly says: string;
  readonly url: string;
  readonly flags: Readonly<Record<string, Flag>>;
  readonly examples: readonly string[];
}

export const commands = {
  watch: {
    says: 'Stands in front of an app that has a signaling server of its own, and shows its calls',
    url: 'where the app is, such as http://localhost:3000',
    flags: watchFlags,
    examples: [
      'hopline watch http://localhost:3000',
      'hopline watch http://localhost:5173 --with http://localhost:5000 --host 0.0.0.0 --https',
    ],
  },
  check: {
    says: 'Makes a real call through a running gateway, over each way that it offers, and says what came of it',
    url: 'where the gateway is, such as https://signal.example',
    flags: checkFlags,
    examples: ['hopline check http://localhost:3000', 'hopline check https://signal.example --every 60 --metrics 9465'],
  },
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof commands;
