import { z } from 'zod';
import { whole } from '../config/whole.js';
import { toggle, type Flag, type Values } from './flag.js';

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

export type CheckValues = Values<typeof checkFlags>;

/** A command that names the server that it is for. */
export interface Command {
  readonly says: string;
  readonly url: string;
  readonly flags: Readonly<Record<string, Flag>>;
  readonly examples: readonly string[];
}

export const commands = {
  check: {
    says: 'Makes a real call through a running gateway, over each way that it offers, and says what came of it',
    url: 'where the gateway is, such as https://signal.example',
    flags: checkFlags,
    examples: ['hopline check http://localhost:3000', 'hopline check https://signal.example --every 60 --metrics 9465'],
  },
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof commands;
