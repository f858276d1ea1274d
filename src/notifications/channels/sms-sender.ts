import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/index.js';
import { AliyunSms } from './aliyun-sms.js';
import { HttpSms } from './http-sms.js';
import { NotTakenError } from './not-taken.error.js';
import { request } from './outgoing-request.js';
import type { SmsProvider } from './sms-provider.js';
import type { OutgoingMessage, Transport } from './transport.js';

/** Hands SMS to the provider that SMS_PROVIDER names. */
@Injectable()
export class SmsSender implements Transport {
  private readonly provider: SmsProvider | undefined;

  constructor(@Inject(SETTINGS) settings: Settings) {
    this.provider = providerOf(settings);
  }

  isSetUp(): boolean {
    return this.provider !== undefined;
  }

  async send({ id, address, body }: OutgoingMessage, signal: AbortSignal): Promise<void> {
    const { provider } = this;
    if (!provider) {
      throw new NotTakenError('SMS_PROVIDER is not set: name a provider there, and start again.', {
        permanent: false,
        outage: true,
      });
    }
    const sms = { id, to: address, text: body };
    const refusal = provider.refusal(sms, await request(provider.request(sms), signal));
    if (refusal) throw refusal;
  }
}

/** `loadSettings` has seen to it that what a provider needs is there. */
function providerOf(settings: Settings): SmsProvider | undefined {
  const { SMS_PROVIDER, SMS_HTTP_URL } = settings;
  if (SMS_PROVIDER === 'http' && SMS_HTTP_URL !== undefined)
    return new HttpSms({ ...settings, SMS_HTTP_URL });
  const {
    ALIYUN_SMS_ACCESS_KEY_ID: accessKeyId,
    ALIYUN_SMS_ACCESS_KEY_SECRET: accessKeySecret,
    ALIYUN_SMS_SIGN_NAME: signName,
    ALIYUN_SMS_TEMPLATE_CODE: templateCode,
  } = settings;
  if (
    SMS_PROVIDER !== 'aliyun' ||
    accessKeyId === undefined ||
    accessKeySecret === undefined ||
    signName === undefined ||
    templateCode === undefined
  ) {
    return undefined;
  }
  return new AliyunSms(settings, { accessKeyId, accessKeySecret, signName, templateCode });
}

/** A mobile number as providers take it; null where what is written down is none, such as the number of a desk. */
export function mobileNumber(phone: string | null | undefined): string | null {
  const digits = (phone ?? '').replace(/[\s\-()（）]/g, '').replace(/^00/, '+');
  const [, chinese] = /^(?:\+?86)?(1[3-9]\d{9})$/.exec(digits) ?? [];
  if (chinese !== undefined) return chinese;
  return /^\+[1-9]\d{6,14}$/.test(digits) && !digits.startsWith('+86') ? digits : null;
}
