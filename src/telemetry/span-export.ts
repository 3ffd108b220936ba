import type { Context } from '@opentelemetry/api';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import {
  BatchSpanProcessor,
  type ReadableSpan,
  type Span,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';

/** What became of spans, and whether the receiver takes them. */
export interface ExportObserver {
  exported(spans: number): void;
  failed(spans: number): void;
  dropped(spans: number): void;
  /** Called when the receiver stops, or starts again, taking spans; not for every batch. */
  receiver(takes: boolean, error?: Error): void;
}

/**
 * Export that can neither block nor crash: spans wait in a bounded queue, and what does not fit is dropped and counted.
 * The SDK's batch processor drops too, but keeps the number to itself.
 */
export class BoundedExport implements SpanProcessor {
  private readonly batches: BatchSpanProcessor;
  private queued = 0;
  private taken = true;

  /** @param queue spans that may wait, or be under way */
  constructor(
    private readonly exporter: SpanExporter,
    private readonly queue: number,
    private readonly observer: ExportObserver,
  ) {
    this.batches = new BatchSpanProcessor({
      exporter: {
        export: (spans, done) => this.export(spans, done),
        shutdown: () => exporter.shutdown(),
      },
      maxQueueSize: queue,
      maxExportBatchSize: Math.min(512, queue),
      scheduledDelayMillis: 1000,
    });
  }

  /** Spans that wait for export, or are under way. */
  get waiting(): number {
    return this.queued;
  }

  onStart(span: Span, context: Context): void {
    this.batches.onStart(span, context);
  }

  onEnd(span: ReadableSpan): void {
    if (this.queued >= this.queue) {
      this.observer.dropped(1);
      return;
    }
    this.queued++;
    this.batches.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.batches.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.batches.shutdown();
  }

  private export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.exporter.export(spans, (result) => {
      this.queued -= spans.length;
      const ok = result.code === ExportResultCode.SUCCESS;
      if (ok) this.observer.exported(spans.length);
      else this.observer.failed(spans.length);
      if (ok !== this.taken) this.observer.receiver(ok, result.error);
      this.taken = ok;
      done(result);
    });
  }
}
