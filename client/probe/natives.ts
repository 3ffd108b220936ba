/**
 * What the probe calls of the browser, as it was before the page's own code: a page may replace it, and then watch, count
 * or react to calls that are not its own.
 */
export const NativePromise = Promise;
export const nativeFetch = globalThis.fetch;
// oxlint-disable-next-line no-console -- for the probe's own log, which its tag asks for
export const nativeConsole = { info: console.info, warn: console.warn };
const { setTimeout, clearTimeout } = globalThis;

export type Timer = ReturnType<typeof setTimeout>;

export function after(ms: number, then: () => void): Timer {
  return setTimeout(then, ms);
}

export function cancel(timer: Timer | undefined): void {
  clearTimeout(timer);
}

// oxlint-disable-next-line typescript/unbound-method -- called on the target below
const { addEventListener } = EventTarget.prototype;

export function listen(target: EventTarget, event: string, listener: (event: Event) => void): void {
  addEventListener.call(target, event, (told) => quietly(() => listener(told)));
}

/** Runs a line of ours in the page's own call: whatever goes wrong with it is not the page's concern. */
export function quietly<T>(line: () => T): T | undefined {
  try {
    return line();
  } catch {
    return undefined;
  }
}
