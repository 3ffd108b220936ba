import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { DrawnSpan } from './drawn-span.js';

/** What became of spans, and whether the receiver takes them. */
export interface ExportObserver {
  exported(spans: number): void;
  failed(spans: number): void;
  dropped(spans: number): void;
  /** Called when the receiver stops, or starts again, taking spans; not for every batch. */
  receiver(takes: boolean, error?: Error): void;
}

/** Sends a batch, and says once what became of it. */
export interface SpanSender {
  export(spans: DrawnSpan[], done: (result: ExportResult) => void): void;
  shutdown(): Promise<void>;
}

const batchSpans = 512;
const delayMs = 1000;

/**
 * Export that can neither block nor crash: spans wait in a bounded queue, one batch is under way at a time, and what does
 * not fit is dropped and counted.
 */
export class BoundedExport {
  private queue: DrawnSpan[] = [];
  private underWay = 0;
  private taken = true;
  private timer: NodeJS.Timeout | undefined;
  private idle: (() => void) | undefined;

  /** @param limit spans that may wait, or be under way */
  constructor(
    private readonly sender: SpanSender,
    private readonly limit: number,
    private readonly observer: ExportObserver,
  ) {}

  /** Spans that wait for export, or are under way. */
  get waiting(): number {
    return this.queue.length + this.underWay;
  }

  add(span: DrawnSpan): void {
    if (this.waiting >= this.limit) {
      this.observer.dropped(1);
      return;
    }
    this.queue.push(span);
    if (this.underWay > 0) return;
    if (this.queue.length >= this.batch) this.send();
    else this.timer ??= setTimeout(() => this.send(), delayMs).unref();
  }

  /** Sends what waits, then lets go of the receiver. */
  async shutdown(): Promise<void> {
    if (this.waiting > 0) {
      const sent = new Promise<void>((idle) => (this.idle = idle));
      if (this.underWay === 0) this.send();
      await sent;
    }
    await this.sender.shutdown();
  }

  private get batch(): number {
    return Math.min(batchSpans, this.limit);
  }

  private send(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const spans = this.queue.slice(0, this.batch);
    this.queue = this.queue.slice(this.batch);
    this.underWay = spans.length;
    this.sender.export(spans, (result) => this.sent(spans.length, result));
  }

  private sent(spans: number, { code, error }: ExportResult): void {
    this.underWay = 0;
    const takes = code === ExportResultCode.SUCCESS;
    if (takes) this.observer.exported(spans);
    else this.observer.failed(spans);
    if (takes !== this.taken) this.observer.receiver(takes, error);
    this.taken = takes;
    if (this.queue.length >= this.batch || (this.idle && this.queue.length > 0)) this.send();
    else if (this.queue.length > 0) this.timer ??= setTimeout(() => this.send(), delayMs).unref();
    else this.idle?.();
  }
}
