import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type NodemailerError, type Transporter } from 'nodemailer';
import { SETTINGS, type Settings } from '../config/index.js';
import { rootLogger } from '../logging/index.js';
import { MailNotTakenError } from './mail-not-taken.error.js';

/** Longest wait for the mail server, in ms: until the connection stands, until it greets, and for each answer. */
const TIMEOUTS = {
  dnsTimeout: 10_000,
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 60_000,
};

/** What one mail says, and to whom. */
export interface Mail {
  /** Makes the Message-ID: a mail that is sent again has the same, so that the receiver recognises it. */
  readonly id: string;
  readonly address: string;
  readonly title: string;
  /** Plain text. */
  readonly body: string;
}

/** Hands mails to the server at SMTP_URL, over a few connections that stay open between them. */
@Injectable()
export class Mailer implements OnApplicationShutdown {
  private transport: Transporter | undefined;

  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /**
   * Resolves when the server has taken the mail over.
   * @param signal gives up.
   * @throws MailNotTakenError
   */
  async send({ id, address, title, body }: Mail, signal: AbortSignal): Promise<void> {
    const { MAIL_FROM } = this.settings;
    const transport = (this.transport ??= this.open());
    try {
      await transport.sendMail({
        messageId: `<${id}@${MAIL_FROM.slice(MAIL_FROM.lastIndexOf('@') + 1)}>`,
        // As an object each is one address, whatever it contains.
        from: { name: '', address: MAIL_FROM },
        to: { name: '', address },
        subject: title,
        text: body,
        // RFC 3834: no robot is to answer.
        headers: { 'Auto-Submitted': 'auto-generated' },
        signal,
      });
    } catch (error) {
      // nodemailer rejects with nothing else; what Node throws below it need not be an Error of this realm.
      throw toMailNotTaken(address, error as NodemailerError);
    }
  }

  onApplicationShutdown(): void {
    // Whatever is still under way belongs to a run that its worker has handed back.
    this.transport?.close({ force: true });
  }

  private open(): Transporter {
    const { SMTP_URL } = this.settings;
    if (SMTP_URL === undefined) {
      throw new MailNotTakenError('SMTP_URL is not set: name a mail server there, and start again.', {
        permanent: false,
      });
    }
    const transport = createTransport({
      url: SMTP_URL,
      pool: true,
      // One more try where the server has closed an idle connection; other failures are the task's to retry.
      maxRequeues: 1,
      ...TIMEOUTS,
    });
    transport.on('error', (error) =>
      rootLogger().warn({ err: error }, 'the connection to the mail server failed'),
    );
    return transport;
  }
}

/**
 * Trying again is of no use where the server would answer the same: it refused this recipient or this mail, or the
 * address cannot be written to at all. A refused sign-in or sender is for the operator to mend, and worth another try.
 */
function toMailNotTaken(address: string, cause: NodemailerError): MailNotTakenError {
  const refused = cause.permanent === true && (cause.command === 'RCPT TO' || cause.command === 'DATA');
  const unusable = cause.code === 'EENVELOPE' && cause.command === 'API';
  return new MailNotTakenError(`The mail to ${address} was not taken: ${cause.message}`, {
    permanent: refused || unusable,
    cause,
  });
}
