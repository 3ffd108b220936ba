/** Takes spans over OTLP/HTTP and throws them away. */
import { createServer } from 'node:http';

const http = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200, { 'Content-Type': 'application/x-protobuf' }).end());
});
http.listen(0, '127.0.0.1');
