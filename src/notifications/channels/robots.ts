import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { parseWebhooks, type RobotKind, SETTINGS, type Settings, type Webhook } from '../../config/index.js';
import { NotTakenError } from './not-taken.error.js';
import { request } from './outgoing-request.js';
import type { OutgoingMessage, Transport } from './transport.js';

/** The shortest of the robots' limits (WeCom's), in bytes, with room for the title. */
const LONGEST_TEXT = 3_600;

interface Post {
  readonly url: string;
  readonly body: object;
}

/** How the robots of one chat program take a message. */
interface Robot {
  /** @param now ms since 1970. */
  post(webhook: Webhook, message: { title: string; text: string }, now: number): Post;
  /** The code in an answer; 0: the message was taken. */
  code(answer: Readonly<Record<string, unknown>>): unknown;
  /** Codes that any other message would meet too: too many at once, or they refuse us. */
  readonly outages: readonly number[];
  /** Codes that are about this text. */
  readonly texts: readonly number[];
}

/** DingTalk's code of all that a robot's safety settings refuse; what it was is in the reason alone. */
const SAFETY_SETTINGS = 310000;
const ABOUT_TEXT = /key ?words?|关键词|content/i;

/** https://developer.work.weixin.qq.com/document/path/91770 */
const WECOM: Robot = {
  post: ({ url }, { title, text }) => ({
    url,
    body: { msgtype: 'markdown', markdown: { content: `### ${title}\n${text}` } },
  }),
  code: ({ errcode }) => errcode,
  // Busy, too often, no such robot, and one that was removed.
  outages: [-1, 45009, 45033, 93000, 93004, 93008],
  // Empty, too long, no Markdown.
  texts: [44004, 45002, 40008, 40058],
};

/** https://open.dingtalk.com/document/orgapp/customize-robot-security-settings */
const DINGTALK: Robot = {
  post: ({ url, secret }, { title, text }, now) => {
    const signed = new URL(url);
    if (secret !== undefined) {
      signed.searchParams.set('timestamp', String(now));
      signed.searchParams.set('sign', hmac(secret, `${now}\n${secret}`));
    }
    // Two spaces before a line break, or DingTalk joins the lines.
    const lines = text.replace(/([^\n])\n(?!\n)/g, '$1  \n');
    return {
      url: signed.href,
      body: { msgtype: 'markdown', markdown: { title, text: `### ${title}\n\n${lines}` } },
    };
  },
  code: ({ errcode }) => errcode,
  // Busy, too often, no such robot, one that was stopped, and its safety settings.
  outages: [-1, 130101, 410100, 300005, 400102, SAFETY_SETTINGS],
  // Against its rules.
  texts: [430101, 430102, 430103, 430104],
};

/** https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot */
const FEISHU: Robot = {
  post: ({ url, secret }, { title, text }, now) => {
    const timestamp = String(Math.floor(now / 1000));
    return {
      url,
      body: {
        // The other way round than DingTalk's: what is signed is the key, and the text is empty.
        ...(secret === undefined ? {} : { timestamp, sign: hmac(`${timestamp}\n${secret}`, '') }),
        msg_type: 'interactive',
        card: {
          header: { title: { tag: 'plain_text', content: title } },
          elements: [{ tag: 'markdown', content: text }],
        },
      },
    };
  },
  code: ({ code, StatusCode }) => code ?? StatusCode,
  // Too often, no such robot, its signature and its addresses.
  outages: [9499, 11232, 19001, 19021, 19022],
  // A keyword is missing, or the card is none.
  texts: [19024, 11246],
};

const ROBOTS: Record<RobotKind, Robot> = { wecom: WECOM, dingtalk: DINGTALK, feishu: FEISHU };

/**
 * Hands messages to the group robots of NOTIFY_WEBHOOKS. A robot knows no message ids: one that is sent again after a crash
 * shows twice in its group.
 */
@Injectable()
export class Robots implements Transport {
  private readonly byName: ReadonlyMap<string, Webhook>;

  constructor(@Inject(SETTINGS) { NOTIFY_WEBHOOKS }: Settings) {
    const webhooks = NOTIFY_WEBHOOKS === undefined ? [] : parseWebhooks(NOTIFY_WEBHOOKS);
    this.byName = new Map(webhooks.map((webhook) => [webhook.name, webhook]));
  }

  /** As messages are addressed to them. */
  names(): string[] {
    return [...this.byName.keys()];
  }

  isSetUp(name?: string): boolean {
    return name === undefined ? this.byName.size > 0 : this.byName.has(name);
  }

  async send({ address, title, body }: OutgoingMessage, signal: AbortSignal): Promise<void> {
    const webhook = this.byName.get(address);
    if (!webhook) {
      throw new NotTakenError(`NOTIFY_WEBHOOKS names no robot ${address}.`, {
        permanent: true,
        outage: false,
      });
    }
    const robot = ROBOTS[webhook.kind];
    const post = robot.post(webhook, { title, text: shortened(body) }, Date.now());
    const { status, json } = await request(
      {
        method: 'POST',
        url: post.url,
        headers: { 'Content-Type': 'application/json; charset=utf-8' },
        body: JSON.stringify(post.body),
      },
      signal,
    );
    // They answer 200 whatever they think of it.
    const answer = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
    const code = robot.code(answer);
    if (status >= 300 || code !== 0) {
      const reason = answer.errmsg ?? answer.msg ?? answer.StatusMessage ?? '';
      const shown = JSON.stringify([code ?? `status ${status}`, reason]);
      const permanent =
        typeof code === 'number' &&
        (robot.texts.includes(code) ||
          (code === SAFETY_SETTINGS && typeof reason === 'string' && ABOUT_TEXT.test(reason)));
      throw new NotTakenError(`The robot ${address} did not take the message: ${shown}`, {
        permanent,
        // Without a code it is no robot that answered.
        outage: !permanent && (typeof code !== 'number' || robot.outages.includes(code)),
      });
    }
  }
}

function hmac(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64');
}

/** Whole lines, as many as fit. */
function shortened(text: string): string {
  if (Buffer.byteLength(text) <= LONGEST_TEXT) return text;
  let kept = '';
  for (const line of text.split('\n')) {
    if (Buffer.byteLength(kept) + Buffer.byteLength(line) > LONGEST_TEXT) break;
    kept += `${line}\n`;
  }
  return `${kept}…`;
}
