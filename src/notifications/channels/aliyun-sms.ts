import { randomUUID } from 'node:crypto';
import type { Settings } from '../../config/index.js';
import { signAcs3 } from './acs3-signature.js';
import { filledIn } from './http-sms.js';
import { NotTakenError } from './not-taken.error.js';
import type { Answer, OutgoingRequest } from './outgoing-request.js';
import type { Sms, SmsProvider } from './sms-provider.js';

/** What {@link AliyunSms} cannot do without. */
export interface AliyunAccount {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly signName: string;
  readonly templateCode: string;
}

/** Answers that are about this number or this text; trying again is of no use. */
const NEVER = new Set([
  'isv.MOBILE_NUMBER_ILLEGAL',
  'isv.MOBILE_COUNT_OVER_LIMIT',
  'isv.BLACK_KEY_CONTROL_LIMIT',
  'isv.PARAM_LENGTH_LIMIT',
  'isv.TEMPLATE_PARAMS_ILLEGAL',
  'isv.PARAM_NOT_SUPPORT_URL',
  'isv.INVALID_PARAMETERS',
]);
/** The answer that is about this number and this hour. */
const NOT_NOW = 'isv.BUSINESS_LIMIT_CONTROL';

/**
 * SMS over Aliyun: `SendSms` of Dysmsapi 2017-05-25. The text is a variable of an approved template. Aliyun does not drop a
 * repeat by itself; `OutId`, the message's id, shows one in its records.
 */
export class AliyunSms implements SmsProvider {
  constructor(
    private readonly settings: Settings,
    private readonly account: AliyunAccount,
  ) {}

  request({ id, to, text }: Sms): OutgoingRequest {
    const { ALIYUN_SMS_ENDPOINT, ALIYUN_SMS_TEMPLATE_PARAM } = this.settings;
    const { accessKeyId, accessKeySecret, signName, templateCode } = this.account;
    const { url, headers } = signAcs3({
      endpoint: ALIYUN_SMS_ENDPOINT,
      action: 'SendSms',
      version: '2017-05-25',
      parameters: {
        PhoneNumbers: to.replace(/^\+86/, '').replace('+', ''),
        SignName: signName,
        TemplateCode: templateCode,
        TemplateParam: JSON.stringify(filledIn(JSON.parse(ALIYUN_SMS_TEMPLATE_PARAM), { text })),
        OutId: id,
      },
      accessKeyId,
      accessKeySecret,
      date: new Date(),
      nonce: randomUUID(),
    });
    return { method: 'POST', url, headers, body: '' };
  }

  refusal({ to }: Sms, { status, json }: Answer): NotTakenError | undefined {
    const { Code: code = `status ${status}`, Message: message = '' } = (json ?? {}) as {
      Code?: string;
      Message?: string;
    };
    if (code === 'OK') return undefined;
    return new NotTakenError(`The SMS to ${to} was not taken: ${code} ${message}`.trim(), {
      permanent: NEVER.has(code),
      outage: !NEVER.has(code) && code !== NOT_NOW,
    });
  }
}
