import { NativePromise, quietly } from './natives.js';

/** What becomes of a call that is watched. */
export interface CallObserver {
  done?: () => void;
  failed?: (error: unknown) => void;
}

// oxlint-disable-next-line typescript/unbound-method -- called on the promise below
const { then } = NativePromise.prototype;

/**
 * Watches a method that answers with a promise, or calls back in the legacy form (W3C webrtc-pc, section 4.4.3). A Proxy,
 * so that its name, length and source text stay the browser's. The page gets a promise that settles one microtask after
 * the browser's own: a handler beside it would keep `unhandledrejection` from being fired for the page's.
 */
export function observe(
  owner: object | undefined,
  name: string,
  begin: (self: unknown, args: readonly unknown[]) => CallObserver | undefined,
): void {
  replace(owner, name, 'value', {
    apply: (native, self, args: unknown[]) => {
      const observer = quietly(() => begin(self, args));
      return observer ? call(native, self, args, observer) : Reflect.apply(native, self, args);
    },
  });
}

/** Watches the setter of an accessor: what it is called on, right after it was. */
export function observeSetter(owner: object | undefined, name: string, seen: (self: unknown) => void): void {
  replace(owner, name, 'set', {
    apply: (native, self, args: unknown[]) => {
      Reflect.apply(native, self, args);
      quietly(() => seen(self));
    },
  });
}

type Native = (this: unknown, ...args: unknown[]) => unknown;

/** Puts a Proxy in the place of a function, wherever that is: an extension may have put a class of its own in front of the browser's. */
function replace(owner: object | null | undefined, name: string, part: 'value' | 'set', handler: ProxyHandler<Native>) {
  quietly(() => {
    let holder = owner;
    let descriptor: PropertyDescriptor | undefined;
    while (holder && !(descriptor = Object.getOwnPropertyDescriptor(holder, name)))
      holder = Object.getPrototypeOf(holder) as object | null;
    const native = descriptor?.[part] as Native | undefined;
    if (typeof native !== 'function') return;
    Object.defineProperty(holder, name, { ...descriptor, [part]: new Proxy(native, handler) });
  });
}

function call(native: () => unknown, self: unknown, args: unknown[], { done, failed }: CallObserver): unknown {
  const legacy = args.findIndex((arg, i) => typeof arg === 'function' && typeof args[i + 1] === 'function');
  if (legacy >= 0) {
    const told = [telling(args[legacy], () => done?.()), telling(args[legacy + 1], (error) => failed?.(error))];
    return Reflect.apply(native, self, [...args.slice(0, legacy), ...told, ...args.slice(legacy + 2)]);
  }
  const result = Reflect.apply(native, self, args);
  if (!(result instanceof NativePromise)) return result;
  return then.call(
    result,
    (value) => {
      quietly(() => done?.());
      return value;
    },
    (error) => {
      quietly(() => failed?.(error));
      throw error;
    },
  );
}

/** The page's callback, told to us as well. */
function telling(callback: unknown, tell: (value: unknown) => void): unknown {
  return function (this: unknown, ...values: unknown[]): unknown {
    quietly(() => tell(values[0]));
    return Reflect.apply(callback as () => unknown, this, values);
  };
}
