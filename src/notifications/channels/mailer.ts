import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type NodemailerError, type Transporter } from 'nodemailer';
import { SETTINGS, type Settings } from '../../config/index.js';
import { rootLogger } from '../../logging/index.js';
import { toHtml } from './mail-html.js';
import { NotTakenError } from './not-taken.error.js';
import type { OutgoingMessage, Transport } from './transport.js';

/** Longest wait for the mail server, in ms: until the connection stands, until it greets, and for each answer. */
const TIMEOUTS = {
  dnsTimeout: 10_000,
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 60_000,
};

/** Hands mails to the server at SMTP_URL, over a few connections that stay open between them. */
@Injectable()
export class Mailer implements Transport, OnApplicationShutdown {
  private transport: Transporter | undefined;

  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  isSetUp(): boolean {
    return this.settings.SMTP_URL !== undefined;
  }

  /** The Message-ID is made of the message's id. */
  async send({ id, address, title, body }: OutgoingMessage, signal: AbortSignal): Promise<void> {
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
        html: toHtml(body, { mall: this.settings.MALL_NAME, title }),
        // RFC 3834: no robot is to answer.
        headers: { 'Auto-Submitted': 'auto-generated' },
        signal,
      });
    } catch (error) {
      // nodemailer rejects with nothing else; what Node throws below it need not be an Error of this realm.
      throw toNotTaken(address, error as NodemailerError);
    }
  }

  onApplicationShutdown(): void {
    // Whatever is still under way belongs to a run that its worker has handed back.
    this.transport?.close({ force: true });
  }

  private open(): Transporter {
    const { SMTP_URL } = this.settings;
    if (SMTP_URL === undefined) {
      throw new NotTakenError('SMTP_URL is not set: name a mail server there, and start again.', {
        permanent: false,
        outage: true,
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
function toNotTaken(address: string, cause: NodemailerError): NotTakenError {
  const ofThisMail = cause.command === 'RCPT TO' || cause.command === 'DATA';
  const unusable = cause.code === 'EENVELOPE' && cause.command === 'API';
  return new NotTakenError(`The mail to ${address} was not taken: ${cause.message}`, {
    permanent: (cause.permanent === true && ofThisMail) || unusable,
    // An answer to this recipient or text says that the server works, even if it was no.
    outage: !(unusable || (ofThisMail && cause.responseCode !== undefined)),
    cause,
  });
}
