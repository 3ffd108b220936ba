/** Less than a test may take, so that a failure names what did not come. */
export const patienceMs = 20_000;

/** JSON of one of the gateway's paths. */
export async function getJson<T>(url: string, headers: Record<string, string> = {}): Promise<T> {
  return (await (await fetch(url, { headers })).json()) as T;
}

/** Reads again and again until what is read will do; for what nothing announces. */
export async function until<T>(read: () => Promise<T>, will: (value: T) => boolean): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const value = await read();
    if (will(value)) return value;
    // What is waited for may come over a socket, which is read between two iterations of the event loop.
    await new Promise((next) => setImmediate(next));
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(value)} after ${patienceMs} ms`);
  }
}
