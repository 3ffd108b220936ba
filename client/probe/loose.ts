/** What is undefined is left out on the wire, where JSON is written: until then it may be named. */
export type Loose<T> = T extends object ? { [K in keyof T]: Loose<T[K]> | undefined } : T;
