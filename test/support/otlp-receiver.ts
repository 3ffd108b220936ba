import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { fieldsOf } from './protobuf.js';
import { atEnd } from './teardown.js';

/** The fields of an OTLP span that the tests look at. */
export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  startMs: number;
  endMs: number;
  attributes: Record<string, string | number>;
  /** `Status.code`: 2 is an error. */
  status: { code: number; message: string };
  events: { name: string; attributes: Record<string, string | number> }[];
  links: { traceId: string; spanId: string }[];
  /** `service.name` of its resource, and all of that. */
  service: string;
  resource: Record<string, string | number>;
}

export interface OtlpReceiver {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  readonly spans: ReceivedSpan[];
  /** Everything it was sent, byte for byte. */
  readonly bodies: Buffer[];
  readonly requests: { path: string; contentType: string; headers: IncomingHttpHeaders }[];
  /** Waits until the spans that have come will do. */
  until(will: (spans: readonly ReceivedSpan[]) => boolean): Promise<readonly ReceivedSpan[]>;
}

type Answer = (response: ServerResponse) => void;
const take: Answer = (response) => void response.writeHead(200, { 'Content-Type': 'application/x-protobuf' }).end();
const patienceMs = 8000;

/** An OTLP/HTTP receiver of traces; `answer` makes it one that is ill. Of JSON it reads what a span is called. */
export async function startOtlpReceiver(answer: Answer = take): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: Buffer[] = [];
  const requests: OtlpReceiver['requests'] = [];
  const watchers = new Set<() => void>();
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await bodyOf(request);
    const { url = '', headers } = request;
    const contentType = headers['content-type'] ?? '';
    requests.push({ path: url, contentType, headers });
    bodies.push(body);
    spans.push(...(contentType === 'application/json' ? readJson(body) : readTraces(body)));
    answer(response);
    for (const look of watchers) look();
  };
  const server = createServer((request, response) => void receive(request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  atEnd(() => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    bodies,
    requests,
    until: (will) =>
      new Promise((resolve, reject) => {
        const done = () => {
          clearTimeout(timer);
          watchers.delete(look);
        };
        const look = () => {
          if (!will(spans)) return;
          done();
          resolve(spans);
        };
        const timer = setTimeout(() => {
          done();
          reject(new Error(`only these spans in ${patienceMs} ms: ${spans.map(({ name }) => name).join(', ')}`));
        }, patienceMs);
        watchers.add(look);
        look();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

const all = (message: Buffer, number: number) => [...fieldsOf(message)].filter((field) => field.number === number);
const text = (message: Buffer, number: number) => all(message, number).at(-1)?.bytes.toString('utf8') ?? '';
const inner = (message: Buffer, ...path: number[]): Buffer[] =>
  path.reduce<Buffer[]>(
    (found, number) => found.flatMap((one) => all(one, number).map(({ bytes }) => bytes)),
    [message],
  );

/** ExportTraceServiceRequest (opentelemetry-proto 1.x): resource_spans 1, in each resource 1, scope_spans 2, spans 2. */
export function readTraces(body: Buffer): ReceivedSpan[] {
  return inner(body, 1).flatMap((resourceSpans) => {
    const resource = attributesOf(inner(resourceSpans, 1, 1));
    return inner(resourceSpans, 2, 2).map((span) => readSpan(span, resource));
  });
}

function readSpan(span: Buffer, resource: ReceivedSpan['resource']): ReceivedSpan {
  const id = (number: number, of = span) => all(of, number).at(-1)?.bytes.toString('hex') ?? '';
  const ms = (number: number) => Number(all(span, number).at(-1)?.value ?? 0n) / 1e6;
  const [status = Buffer.alloc(0)] = inner(span, 15);
  return {
    traceId: id(1),
    spanId: id(2),
    parentSpanId: id(4),
    name: text(span, 5),
    startMs: ms(7),
    endMs: ms(8),
    attributes: attributesOf(inner(span, 9)),
    events: inner(span, 11).map((event) => ({ name: text(event, 2), attributes: attributesOf(inner(event, 3)) })),
    links: inner(span, 13).map((link) => ({ traceId: id(1, link), spanId: id(2, link) })),
    status: { code: Number(all(status, 3).at(-1)?.value ?? 0n), message: text(status, 2) },
    service: String(resource['service.name'] ?? ''),
    resource,
  };
}

/** The same in JSON (opentelemetry-proto, "JSON Protobuf Encoding"): ids and names only. */
function readJson(body: Buffer): ReceivedSpan[] {
  type Named = Pick<ReceivedSpan, 'traceId' | 'spanId' | 'name'>;
  const { resourceSpans } = JSON.parse(body.toString()) as { resourceSpans: { scopeSpans: { spans: Named[] }[] }[] };
  const nothing = readSpan(Buffer.alloc(0), {});
  return resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ traceId, spanId, name }) => ({ ...nothing, traceId, spanId, name })),
    ),
  );
}

/** KeyValue: key 1, AnyValue 2, of which string_value is 1 and int_value 3. */
function attributesOf(pairs: readonly Buffer[]): Record<string, string | number> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [value = Buffer.alloc(0)] = inner(pair, 2);
      const [integer] = all(value, 3);
      return [text(pair, 1), integer ? Number(integer.value) : text(value, 1)];
    }),
  );
}
