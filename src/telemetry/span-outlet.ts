import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace';

/** What became of spans, and whether the receiver takes them. */
export interface ExportObserver {
  exported(spans: number): void;
  failed(spans: number): void;
  dropped(spans: number): void;
  /** Called when the receiver stops, or starts again, taking spans; not for every batch. */
  receiver(takes: boolean, error?: Error): void;
}

export interface OutletOptions {
  /** Spans that may wait, or be under way; and that are sent together. */
  readonly queue: number;
  readonly batch: number;
  readonly delayMs: number;
  readonly timeoutMs: number;
}

/**
 * One exporter behind the SDK's batch processor. The processor says neither how many spans wait nor what became of a batch,
 * and has all of them sent at once when it ends: the exporter that it is handed counts on the way through, and sends one
 * batch at a time.
 */
export class SpanOutlet {
  readonly processor: BatchSpanProcessor;
  /** Spans that wait for export, or are under way. */
  waiting = 0;
  private taken = true;
  private readonly batches: (() => void)[] = [];
  private busy = false;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly options: OutletOptions,
    private readonly observer: ExportObserver,
  ) {
    this.processor = new BatchSpanProcessor({
      exporter: {
        export: (spans, done) => this.export(spans, done),
        forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
        shutdown: () => exporter.shutdown(),
      },
      maxQueueSize: options.queue,
      maxExportBatchSize: options.batch,
      scheduledDelayMillis: options.delayMs,
      exportTimeoutMillis: options.timeoutMs,
    });
  }

  /** A span that does not fit is dropped and counted. */
  add(span: ReadableSpan): void {
    if (this.waiting >= this.options.queue) {
      this.observer.dropped(1);
      return;
    }
    this.waiting++;
    this.processor.onEnd(span);
  }

  private export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.batches.push(() => this.send(spans, done));
    if (!this.busy) this.next();
  }

  private next(): void {
    const send = this.batches.shift();
    this.busy = send !== undefined;
    send?.();
  }

  private send(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    const sent = (result: ExportResult) => {
      this.waiting -= spans.length;
      this.count(spans.length, result);
      done(result);
      // Making a batch ready keeps the loop: others have their turn in between.
      setImmediate(() => this.next());
    };
    try {
      this.exporter.export(spans, sent);
    } catch (error) {
      sent({ code: ExportResultCode.FAILED, ...(error instanceof Error && { error }) });
    }
  }

  private count(spans: number, { code, error }: ExportResult): void {
    const takes = code === ExportResultCode.SUCCESS;
    if (takes) this.observer.exported(spans);
    else this.observer.failed(spans);
    if (takes !== this.taken) this.observer.receiver(takes, error);
    this.taken = takes;
  }
}
