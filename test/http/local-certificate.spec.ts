import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { localCertificate, networkAddresses } from '../../src/http/local-certificate.js';
import { atEnd } from '../support/teardown.js';

const now = Date.UTC(2026, 4, 7);
const dayMs = 86_400_000;

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'hopline-https-'));
  atEnd(() => rmSync(made, { recursive: true }));
  return made;
}

it('names localhost and every address of this machine, for as long as a phone takes', async () => {
  const place = folder();
  const { cert } = await localCertificate(place, now);
  const read = new X509Certificate(cert);

  expect(read.checkHost('localhost')).toBe('localhost');
  for (const address of ['127.0.0.1', ...networkAddresses()]) expect(read.checkIP(address)).toBe(address);
  expect(read.ca).toBe(false);
  const days = (Date.parse(read.validTo) - Date.parse(read.validFrom)) / dayMs;
  expect(days).toBeLessThanOrEqual(398);
  expect(statSync(path.join(place, 'key.pem')).mode & 0o777).toBe(0o600);
});

it('is the same the next time, so that a phone accepts it once', async () => {
  const place = folder();
  const first = await localCertificate(place, now);
  expect(await localCertificate(place, now + 300 * dayMs)).toEqual(first);
});

it('is made anew when its time is over, or when what was kept is no certificate', async () => {
  const place = folder();
  const first = await localCertificate(place, now);
  const second = await localCertificate(place, now + 396 * dayMs);
  expect(second.cert).not.toBe(first.cert);

  writeFileSync(path.join(place, 'cert.pem'), first.cert.slice(0, 100));
  const third = await localCertificate(place, now);
  expect(readFileSync(path.join(place, 'cert.pem'), 'utf8')).toBe(third.cert);
});

it('is there where nothing can be kept', async () => {
  const place = path.join(folder(), 'file');
  writeFileSync(place, '');
  expect((await localCertificate(place, now)).cert).toContain('BEGIN CERTIFICATE');
});
