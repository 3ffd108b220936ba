import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

export interface Certificate {
  /** In PEM. */
  cert: string;
  key: string;
}

/** `openssl ca`, unlike `openssl req`, gives certificates that have expired. */
const authority = (name: string) => `
[ca]
default_ca = own
[own]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = names
[any]
CN = supplied
[names]
subjectAltName = ${name}
`;

/**
 * A self-signed certificate that was valid for the 48 hours around a time.
 *
 * @param name as in the extension: `IP:127.0.0.1`, `DNS:turn.example`.
 */
export async function selfSigned(name: string, around = new Date()): Promise<Certificate> {
  const directory = await mkdtemp(path.join(tmpdir(), 'hopline-certificate-'));
  const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: directory });
  const day = (shift: number) =>
    new Date(around.getTime() + shift * 86_400_000).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  try {
    await writeFile(path.join(directory, 'ca.cnf'), authority(name));
    await writeFile(path.join(directory, 'index.txt'), '');
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key.pem'];
    await openssl('req', '-new', ...key, '-subj', '/CN=hopline', '-out', 'request.pem');
    const times = ['-startdate', day(-1), '-enddate', day(1)];
    const files = ['-keyfile', 'key.pem', '-in', 'request.pem', '-out', 'cert.pem'];
    await openssl('ca', '-config', 'ca.cnf', '-batch', '-notext', '-selfsign', ...files, ...times);
    const [cert, secret] = await Promise.all(
      ['cert.pem', 'key.pem'].map((file) => readFile(path.join(directory, file), 'utf8')),
    );
    return { cert: cert ?? '', key: secret ?? '' };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
