import { Finding } from './findings.js';
import type { RelayCheckResult } from './relay-check.js';
import { decode, encode, isSuccess, newTransaction, types } from './stun.js';
import { open, type Target } from './transport.js';

const patienceMs = 3000;
const betweenSendingsMs = 500;

/** Asks a STUN server for the address that it sees (RFC 8489, section 3), as a browser does, and takes any that it names. */
export async function checkStun(target: Target): Promise<RelayCheckResult> {
  const began = performance.now();
  try {
    await ask(target);
    return { remarks: [], tookMs: performance.now() - began };
  } catch (error) {
    if (!(error instanceof Finding)) throw error;
    return { finding: error, remarks: [], tookMs: performance.now() - began };
  }
}

async function ask(target: Target): Promise<void> {
  const transport = await open(target, patienceMs);
  const transaction = newTransaction();
  const request = encode(types.binding, transaction, []);
  const { promise: answered, resolve, reject } = Promise.withResolvers<void>();
  transport.listen((bytes) => {
    const message = decode(bytes);
    if (message?.transaction !== transaction) return;
    if (isSuccess(message)) resolve();
    else reject(new Finding('answered'));
  }, reject);
  const again = setInterval(() => transport.send(request), betweenSendingsMs);
  const tooLate = setTimeout(() => reject(new Finding('silent')), patienceMs);
  try {
    transport.send(request);
    await answered;
  } finally {
    clearInterval(again);
    clearTimeout(tooLate);
    transport.close();
  }
}
