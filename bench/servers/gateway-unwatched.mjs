/** The gateway with nobody at its stream of hops: no span, metric, log line, handshake or verdict. What is left is the relay. */
import { HopStream } from '../../dist/server/src/hops/hop-stream.js';

HopStream.prototype.watch = () => undefined;
await import('../../dist/server/src/main.js');
