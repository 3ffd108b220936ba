import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';

export const secret = 'a-secret-of-the-tests-with-32-bytes-and-more';
export const closed = { AUTH_MODE: 'jwt', JWT_SECRET: secret };

export interface Mint {
  alg?: string;
  key?: Parameters<SignJWT['sign']>[0];
  kid?: string;
}

type Claims = { [K in keyof JWTPayload]?: JWTPayload[K] | undefined };

/** In seconds since the Unix epoch, this long from now. */
export const inSeconds = (seconds: number): number => Date.now() / 1000 + seconds;

/** What a good token says; `undefined` takes a claim out. */
function claimsOf(claims: Claims): JWTPayload {
  const all = { aud: 'hopline', exp: inSeconds(600), rooms: '*', ...claims };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** A token as the operator of the gateway issues it, or nearly so. */
export function mint(claims: Claims = {}, { alg = 'HS256', key, kid }: Mint = {}): Promise<string> {
  return new SignJWT(claimsOf(claims))
    .setProtectedHeader({ alg, ...(kid !== undefined && { kid }) })
    .sign(key ?? new TextEncoder().encode(secret));
}

/** A token that nobody has signed. */
export const unsigned = (claims: Claims = {}): string => new UnsecuredJWT(claimsOf(claims)).encode();
