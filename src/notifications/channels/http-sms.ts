import type { Settings } from '../../config/index.js';
import { NotTakenError } from './not-taken.error.js';
import type { Answer, OutgoingRequest } from './outgoing-request.js';
import type { Sms, SmsProvider } from './sms-provider.js';

/** Answers of 4xx that are not about the one SMS: our key, our rights, our haste. */
const ABOUT_US = new Set([401, 402, 403, 404, 405, 408]);

/** Posts SMS as JSON to SMS_HTTP_URL, for providers and gateways without an adapter of their own. */
export class HttpSms implements SmsProvider {
  constructor(private readonly settings: Settings & { readonly SMS_HTTP_URL: string }) {}

  request(sms: Sms): OutgoingRequest {
    const { SMS_HTTP_URL, SMS_HTTP_HEADERS, SMS_HTTP_BODY } = this.settings;
    return {
      method: 'POST',
      url: SMS_HTTP_URL,
      // Both were checked when the settings were read.
      headers: {
        'Content-Type': 'application/json',
        ...(JSON.parse(SMS_HTTP_HEADERS) as Record<string, string>),
      },
      body: JSON.stringify(filledIn(JSON.parse(SMS_HTTP_BODY), { ...sms })),
    };
  }

  refusal({ to }: Sms, { status }: Answer): NotTakenError | undefined {
    if (status < 300) return undefined;
    const outage = ABOUT_US.has(status);
    return new NotTakenError(`The SMS to ${to} was not taken: the provider answered ${status}.`, {
      permanent: !outage,
      outage,
    });
  }
}

/** A JSON value with `{name}` in its texts replaced; what is filled in stays within its text. */
export function filledIn(template: unknown, values: Readonly<Record<string, string>>): unknown {
  if (typeof template === 'string') {
    return template.replace(/\{([a-z]+)\}/g, (mark, name: string) =>
      Object.hasOwn(values, name) ? (values[name] ?? mark) : mark,
    );
  }
  if (Array.isArray(template)) return template.map((part) => filledIn(part, values));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, part]) => [key, filledIn(part, values)]));
}
