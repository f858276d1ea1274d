import { createTransport } from 'nodemailer';
import { type Settings, withoutSecrets } from '../../config/index.js';
import { serverFinding } from './connection-fault.js';
import type { Finding } from './finding.js';

/** Longest wait for the mail server at each step, in ms. */
const PATIENCE = 5_000;

/** Whether the mail server, where there is one, takes this program's user and password. */
export async function checkMail({ SMTP_URL }: Settings): Promise<Finding[]> {
  if (SMTP_URL === undefined) return [];
  const transport = createTransport({
    url: SMTP_URL,
    dnsTimeout: PATIENCE,
    connectionTimeout: PATIENCE,
    greetingTimeout: PATIENCE,
    socketTimeout: PATIENCE,
  });
  try {
    await transport.verify();
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [
      serverFinding(
        {
          kind: 'mail',
          setting: 'SMTP_URL',
          problem: `The mail server at ${withoutSecrets(SMTP_URL)} (SMTP_URL) cannot be used: ${reason}.`,
          meaning: {
            en: 'Notices stay in the inbox and their messages wait; they go out when it can be used again.',
            zh: '通知仍在收件箱中，邮件等待；服务器恢复后会发出。',
          },
          probe: `nc -vz ${new URL(SMTP_URL).hostname} ${new URL(SMTP_URL).port || '25'}`,
        },
        error,
      ),
    ];
  } finally {
    transport.close();
  }
}
