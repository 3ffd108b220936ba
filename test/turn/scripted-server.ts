import { createSocket } from 'node:dgram';
import { atEnd } from '../support/teardown.js';
import { attributes, decode, encode, types, type Attribute, type StunMessage } from '../../tools/turn-check/stun.js';

/** What a server answers: an error, the attributes of a success, or nothing. */
export type Answer = 'nothing' | { code: number; with?: readonly Attribute[] } | { relay: readonly Attribute[] };

/**
 * A TURN server over UDP that says what a test wants, for answers that coturn cannot be made to give.
 *
 * @param answers of each request in turn; the last one is said again and again.
 * @returns its port, and what it was asked.
 */
export async function scripted(...answers: Answer[]): Promise<{ port: number; asked: StunMessage[] }> {
  const socket = createSocket('udp4');
  const asked: StunMessage[] = [];
  socket.on('message', (bytes, { port, address }) => {
    const request = decode(bytes);
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    if (!request || !answer) return;
    asked.push(request);
    if (answer === 'nothing') return;
    const [bits, list] =
      'relay' in answer ? [0x0100, answer.relay] : [0x0110, [errorCode(answer.code), ...(answer.with ?? [])]];
    socket.send(encode(request.type | bits, request.transaction, list), port, address);
  });
  await new Promise<void>((bound) => socket.bind(0, '127.0.0.1', bound));
  atEnd(() => socket.close());
  return { port: socket.address().port, asked };
}

export const challenge: readonly Attribute[] = [
  [attributes.realm, Buffer.from('test')],
  [attributes.nonce, Buffer.from('once')],
];
export const isAllocate = ({ type }: StunMessage): boolean => type === types.allocate;

function errorCode(code: number): Attribute {
  return [attributes.errorCode, Buffer.from([0, 0, Math.floor(code / 100), code % 100])];
}
