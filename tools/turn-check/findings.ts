/** Why a URL does not give what a browser needs of it. */
export const reasons = [
  'unresolved',
  'refused',
  'silent',
  'unreachable',
  'cut',
  'not-turn',
  'tls-expired',
  'tls-name',
  'tls-self-signed',
  'tls-untrusted',
  'tls-failed',
  'unauthorized',
  'clock',
  'forbidden',
  'mismatch',
  'quota',
  'no-ports',
  'answered',
  'private-relay',
  'own-relay-denied',
  'not-forwarded',
] as const;
export type Reason = (typeof reasons)[number];

/** One step did not do what it should. */
export class Finding extends Error {
  override readonly name = 'Finding';

  /** @param detail the code of the answer, and what the server says of it. */
  constructor(
    readonly reason: Reason,
    readonly detail = '',
  ) {
    super(detail === '' ? reason : `${reason}: ${detail}`);
  }
}

const byCode: Partial<Record<string, Reason>> = {
  ENOTFOUND: 'unresolved',
  EAI_AGAIN: 'unresolved',
  EAI_NODATA: 'unresolved',
  EAI_NONAME: 'unresolved',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'silent',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  ECONNRESET: 'cut',
  EPIPE: 'cut',
  CERT_HAS_EXPIRED: 'tls-expired',
  CERT_NOT_YET_VALID: 'tls-expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls-name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls-self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls-untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls-untrusted',
};

/** What an error of Node's `dns`, `net`, `dgram` or `tls` means; anything else is a defect and stays what it is. */
export function findingOf(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('code' in error)) return error;
  if (typeof error.code !== 'string') return error;
  const reason = byCode[error.code] ?? (/SSL|TLS|CERT|EPROTO/.test(error.code) ? 'tls-failed' : undefined);
  return reason ? new Finding(reason, reason === 'tls-failed' ? error.code : '') : error;
}

const byAnswer: Partial<Record<number, Reason>> = {
  401: 'unauthorized',
  403: 'forbidden',
  437: 'mismatch',
  486: 'quota',
  508: 'no-ports',
};

/** What an error response means (RFC 8489, section 14.8; RFC 8656, section 19). */
export function findingOfAnswer({ code, said }: { code: number; said: string }): Finding {
  const printable = said.replaceAll(/[^\x20-\x7e]/g, '').slice(0, 60);
  return new Finding(byAnswer[code] ?? 'answered', `${code} ${printable}`.trim());
}
