/** Injection token of what the API reads: the handshakes and the rooms. */
export const VIEWS = Symbol('views');
