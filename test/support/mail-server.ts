import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';

/** A mail as its receiver reads it. */
export interface ReceivedMail {
  readonly to: string[];
  readonly headers: Map<string, string>;
  /** Its plain text. */
  readonly body: string;
  readonly html: string;
}

/** A mail server on loopback that keeps what it is given. */
export class TestMailServer {
  readonly mails: ReceivedMail[] = [];
  /** What the server answers to a recipient; undefined: fine. */
  refuse: (address: string) => { code: number; message: string } | undefined = () => undefined;
  /** Called when a mail has come, before the answer. */
  beforeAnswer: () => Promise<void> = async () => undefined;
  port = 0;
  private server: SMTPServer | undefined;

  async start(): Promise<void> {
    const server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      // The mailer keeps its connections open.
      closeTimeout: 50,
      onRcptTo: ({ address }, _session, answer) => {
        const refusal = this.refuse(address);
        if (!refusal) {
          answer();
          return;
        }
        answer(Object.assign(new Error(refusal.message), { responseCode: refusal.code }));
      },
      onData: (stream, session, answer) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          this.mails.push(parseMail(Buffer.concat(chunks).toString(), session.envelope.rcptTo));
          void this.beforeAnswer().then(() => answer());
        });
      },
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Resolves when so many mails have come; the spec's own time limit ends a vain wait. */
  async received(count: number): Promise<void> {
    while (this.mails.length < count) await sleep(10);
  }

  async stop(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (server) await new Promise<void>((resolve) => server.close(resolve));
  }
}

function parseMail(text: string, recipients: { address: string }[]): ReceivedMail {
  const { headers, raw } = parsePart(text);
  const boundary = /boundary="?([^";]+)/.exec(headers.get('content-type') ?? '')?.[1] ?? '';
  const parts = raw
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => parsePart(part.replace(/^\r\n/, '')));
  const bodyOf = (type: string): string => {
    const part = parts.find((each) => each.headers.get('content-type')?.startsWith(type));
    return part ? decodeBody(part.raw, part.headers.get('content-transfer-encoding')) : '';
  };
  return {
    to: recipients.map(({ address }) => address),
    headers,
    body: bodyOf('text/plain'),
    html: bodyOf('text/html'),
  };
}

function parsePart(text: string): { headers: Map<string, string>; raw: string } {
  const end = text.indexOf('\r\n\r\n');
  const headers = new Map(
    text
      .slice(0, end)
      .replace(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line): [string, string] => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), decodeWords(line.slice(colon + 1).trim())];
      }),
  );
  return { headers, raw: text.slice(end + 4) };
}

function decodeBody(raw: string, encoding: string | undefined): string {
  const body =
    encoding === 'base64'
      ? Buffer.from(raw, 'base64').toString()
      : encoding === 'quoted-printable'
        ? decodeQuoted(raw.replace(/=\r\n/g, ''))
        : raw;
  return body.replace(/\r\n/g, '\n').trimEnd();
}

/** RFC 2047, as far as nodemailer uses it. */
function decodeWords(value: string): string {
  return value
    .replace(/\?= +=\?/g, '?==?')
    .replace(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_, encoding: string, text: string) =>
      encoding.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString()
        : decodeQuoted(text.replaceAll('_', ' ')),
    );
}

function decodeQuoted(text: string): string {
  const bytes = text.replace(/=([\dA-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
