/** Where the trace of a handshake is looked at: a link by its trace id, or nothing where no Jaeger is known. */
export type TraceLink = (traceId: string) => string | undefined;

/** Links into Jaeger's user interface, whose address people open it by is given. */
export function traceLink(jaegerUrl: string | undefined): TraceLink {
  return (traceId) => jaegerUrl && `${jaegerUrl.replace(/\/$/, '')}/trace/${traceId}`;
}

/** Where a handshake is looked at: a link by its id, or nothing where no console is known. */
export type ConsoleLink = (handshakeId: string) => string | undefined;

/** Links into the console, whose address people open it by is given. */
export function consoleLink(consoleUrl: string | undefined): ConsoleLink {
  return (id) => consoleUrl && `${consoleUrl}/console/handshakes/${id}`;
}
