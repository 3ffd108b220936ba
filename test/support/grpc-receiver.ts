import { createServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { readTraces, type ReceivedSpan } from './otlp-receiver.js';
import { atEnd } from './teardown.js';

/** What stands before a message of gRPC: whether it is compressed, and its length. */
const prefixBytes = 5;

/** An OTLP/gRPC receiver of traces that takes them all. */
export async function grpcReceiver(): Promise<{ url: string; spans: ReceivedSpan[] }> {
  const spans: ReceivedSpan[] = [];
  const receive = async (stream: ServerHttp2Stream) => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    spans.push(...readTraces(Buffer.concat(chunks).subarray(prefixBytes)));
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(Buffer.alloc(prefixBytes));
  };
  const server = createServer().on('stream', (stream) => void receive(stream));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  atEnd(() => new Promise((closed) => server.close(closed)));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans };
}
