import type { ServerResponse } from 'node:http';

/**
 * How long an answer is kept back, in ms, and how many are at a time. A program that floods waits for it before it sends the
 * next: over 32 connections that makes 300 a second, in place of the 5,000 that everybody else would have to wait behind.
 */
const keptBackMs = 100;
const keptBackMost = 256;

/** Answers that come late because they are refusals of what makes sense as a flood only. */
export class KeptBack {
  private count = 0;

  /** Calls `answer` late, unless the client has gone by then; at once where too many wait already. */
  take(response: ServerResponse, answer: () => void): void {
    // A response that has closed already would never be counted out.
    if (response.destroyed || this.count >= keptBackMost) {
      answer();
      return;
    }
    this.count++;
    const timer = setTimeout(answer, keptBackMs);
    // Comes once: behind the answer, or when the client has gone before.
    response.once('close', () => {
      this.count--;
      clearTimeout(timer);
    });
  }
}
