import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needProgram } from './need-program.js';

/** Files of a server on the loopback address, and of who has signed for it. */
export interface Certificates {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** An authority of a spec's own, and what it has signed; in `folder`. */
export function makeCertificates(folder: string): Certificates {
  needProgram('openssl', 'openssl');
  const openssl = (...args: string[]): unknown =>
    execFileSync('openssl', args, { stdio: 'ignore', cwd: folder });
  const request = ['req', '-newkey', 'rsa:2048', '-nodes'];
  openssl(
    ...request,
    ...['-x509', '-days', '2', '-subj', '/CN=an authority', '-keyout', 'ca.key', '-out', 'ca.pem'],
  );
  openssl(...request, '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr');
  writeFileSync(join(folder, 'names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost');
  openssl(
    ...['x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
    ...['-days', '2', '-extfile', 'names', '-out', 'server.pem'],
  );
  return {
    authority: join(folder, 'ca.pem'),
    certificate: join(folder, 'server.pem'),
    key: join(folder, 'server.key'),
  };
}
