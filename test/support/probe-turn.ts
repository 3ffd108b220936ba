import { createSocket } from 'node:dgram';
import { ownAddress } from './address.js';
import { atEnd } from './teardown.js';

const errorResponse = 0x0113;
const headerBytes = 20;

/** A TURN server that takes nobody's password: every Allocate is answered by 401 (RFC 8656, section 7.2). */
export async function runRefusingTurn(): Promise<string> {
  const socket = createSocket('udp4');
  socket.on('message', (request, { port, address }) => {
    const attributes = Buffer.concat([
      // ERROR-CODE: class 4, number 1 (RFC 8489, section 14.8); REALM; NONCE.
      attribute(0x0009, Buffer.from([0, 0, 4, 1])),
      attribute(0x0014, Buffer.from('test')),
      attribute(0x0015, Buffer.from('once')),
    ]);
    const header = Buffer.from(request.subarray(0, headerBytes));
    header.writeUInt16BE(errorResponse, 0);
    header.writeUInt16BE(attributes.length, 2);
    socket.send(Buffer.concat([header, attributes]), port, address);
  });
  const address = ownAddress();
  await new Promise<void>((bound) => socket.bind(0, address, bound));
  atEnd(() => socket.close());
  return `turn:${address}:${socket.address().port}?transport=udp`;
}

/** Values here are whole words of 4 bytes: no padding. */
function attribute(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value]);
}
