import { quietly } from './quietly.js';
import type { Leads } from './origins.js';

type Constructor = new (...args: unknown[]) => object;
type Method = (this: unknown, ...args: unknown[]) => unknown;

/** What is led of a window: the part of it that a test can bring. */
export type Globals = Record<string, unknown>;

/**
 * Leads what the page asks of an origin that is passed through to the proxy. Each is a Proxy of the browser's own, so that
 * names, prototypes and `instanceof` stay what they are, and where a line of ours fails, the browser gets what the page gave.
 */
export function redirect(globals: Globals, { lead, back }: Leads): void {
  const leading = (at: number) => (args: unknown[]) => quietly(() => led(args, at, lead)) ?? args;
  for (const name of ['WebSocket', 'EventSource', 'Request']) {
    construct(globals, name, leading(0));
    answer(prototypeOf(globals[name]), 'url', back);
  }
  call(globals, 'fetch', leading(0));
  call(prototypeOf(globals['XMLHttpRequest']), 'open', leading(1));
  call(prototypeOf(globals['Navigator']), 'sendBeacon', leading(0));
  answer(prototypeOf(globals['XMLHttpRequest']), 'responseURL', back);
  answer(prototypeOf(globals['Response']), 'url', back);
}

/** A `Request` of the page's has been led where it was made. */
function led(args: unknown[], at: number, lead: Leads['lead']): unknown[] {
  const written = args[at];
  if (typeof written !== 'string' && !(written instanceof URL)) return args;
  const url = lead(String(written));
  return url === String(written) ? args : [...args.slice(0, at), url, ...args.slice(at + 1)];
}

function prototypeOf(constructor: unknown): Globals | undefined {
  return (constructor as { prototype?: Globals } | undefined)?.prototype;
}

function construct(owner: Globals, name: string, change: (args: unknown[]) => unknown[]): void {
  replace(owner, name, 'value', (native) => {
    // A class that extends it asks for itself; who asks for what stands in its place gets the browser's own.
    const leading: Constructor = new Proxy(native as unknown as Constructor, {
      construct: (target, args, asked): object =>
        Reflect.construct(target, change(args), asked === leading ? target : asked) as object,
    });
    quietly(() => {
      const prototype = prototypeOf(native);
      if (prototype)
        Object.defineProperty(prototype, 'constructor', { value: leading, writable: true, configurable: true });
    });
    return leading;
  });
}

function call(owner: Globals | undefined, name: string, change: (args: unknown[]) => unknown[]): void {
  replace(
    owner,
    name,
    'value',
    (native) => new Proxy(native, { apply: (target, self, args) => Reflect.apply(target, self, change(args)) }),
  );
}

/** What the browser answers with, as the page would have it without the proxy. */
function answer(owner: Globals | undefined, name: string, change: (url: string) => string): void {
  replace(
    owner,
    name,
    'get',
    (native) =>
      new Proxy(native, {
        apply: (target, self, args) => {
          const url = Reflect.apply(target, self, args);
          return typeof url === 'string' && url !== '' ? (quietly(() => change(url)) ?? url) : url;
        },
      }),
  );
}

function replace(
  owner: object | undefined,
  name: string,
  part: 'value' | 'get',
  by: (native: Method) => unknown,
): void {
  quietly(() => {
    const descriptor = owner && Object.getOwnPropertyDescriptor(owner, name);
    const native = descriptor?.[part] as Method | undefined;
    if (owner && typeof native === 'function')
      Object.defineProperty(owner, name, { ...descriptor, [part]: by(native) });
  });
}
