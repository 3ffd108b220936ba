import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import path from 'node:path';

/** Longer is refused by Apple's devices (398 days at most). */
const days = 397;
const dayMs = 86_400_000;

/** A certificate and its key, as PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

/** Addresses of this machine that others in its network reach it by: IPv4, which people can type. */
export function networkAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}

/**
 * The certificate of this machine's own, kept in a folder so that a phone has to accept it only once. It is made anew where
 * there is none, where its time is nearly over, and where it does not name an address that the machine has now.
 *
 * @param now in ms since the Unix epoch
 */
export async function localCertificate(folder: string, now: number): Promise<Certificate> {
  const addresses = networkAddresses();
  const kept = keptIn(folder);
  if (kept && fits(kept, addresses, now)) return kept;
  // Loaded where it is needed: a start without HTTPS is not to wait for it.
  const { generate } = await import('selfsigned');
  const made = await generate([{ name: 'commonName', value: 'Hopline on this machine' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - dayMs),
    notAfterDate: new Date(now + days * dayMs - dayMs),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          ...['127.0.0.1', '::1', ...addresses].map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  const certificate = { cert: made.cert, key: made.private };
  keep(folder, certificate);
  return certificate;
}

function keep(folder: string, { cert, key }: Certificate): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'cert.pem'), cert);
    writeFileSync(path.join(folder, 'key.pem'), key, { mode: 0o600 });
  } catch {
    // Nothing can be kept there: then the certificate is for this time only.
  }
}

function keptIn(folder: string): Certificate | undefined {
  try {
    const [cert, key] = ['cert.pem', 'key.pem'].map((file) => readFileSync(path.join(folder, file), 'utf8'));
    return { cert: cert ?? '', key: key ?? '' };
  } catch {
    return undefined;
  }
}

function fits({ cert }: Certificate, addresses: readonly string[], now: number): boolean {
  try {
    const read = new X509Certificate(cert);
    const inTime = Date.parse(read.validTo) - now > dayMs;
    return inTime && addresses.every((address) => read.checkIP(address) !== undefined);
  } catch {
    // Cut off while it was written, perhaps.
    return false;
  }
}
