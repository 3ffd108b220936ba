import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import { programOf, root } from './programs.mjs';

export { root };

/** A reason to stop that the user can act on: shown as it is, without a stack. */
export class Failure extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

export const say = (line) => console.error(`hopline: ${line}`);

/** The tools of this project and this very Node come before whatever else the machine has. */
function environment(extra) {
  const paths = [path.join(root, 'node_modules', '.bin'), path.dirname(process.execPath), process.env.PATH ?? ''];
  return { ...process.env, PATH: paths.join(path.delimiter), ...extra };
}

const running = new Set();
const received = new Set();

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    // npm passes on what the terminal has already sent to everyone: Ctrl-C comes here twice.
    if (received.has(signal)) return;
    received.add(signal);
    // A terminal sends Ctrl-C to the children as well, so that passing it on would double it.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    for (const child of running) child.kill(signal);
  });
}

export const isAskedToStop = () => received.size > 0;

/** Ends a preparing step, and what would come after it, when the user has asked to stop. */
function leaveIfAsked() {
  for (const signal of received) throw new Failure('', 128 + constants.signals[signal]);
}

/** Ends what runs beside a command that has ended. */
export function stopOthers() {
  for (const child of running) child.kill('SIGTERM');
}

function start(command, args, { env, ...options }) {
  leaveIfAsked();
  const [program, ...before] = programOf(command);
  const child = spawn(program, [...before, ...args], { cwd: root, ...options, env: environment(env) });
  running.add(child);
  const ended = new Promise((resolve, reject) => {
    child.once('error', (error) => {
      running.delete(child);
      reject(new Failure(`Cannot run ${command}: ${error.message}`));
    });
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
  return { child, ended };
}

/** Runs a command in the foreground and answers its exit code. */
export function exec(command, args, options = {}) {
  return start(command, args, { stdio: 'inherit', ...options }).ended;
}

/** Runs a command in silence and answers its exit code with everything it said. */
export async function capture(command, args, options = {}) {
  const { child, ended } = start(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
  const code = await ended;
  return { code, output: Buffer.concat(chunks).toString().trimEnd() };
}

/** Runs a preparing step in silence and answers what it said; when it fails, that is the message. */
export async function prepare(what, command, args, options) {
  const { code, output } = await capture(command, args, options);
  leaveIfAsked();
  if (code !== 0) throw new Failure(`${output}\nhopline: ${what} failed (${command}, exit code ${code}).`);
  return output;
}
