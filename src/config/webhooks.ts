/** A chat program whose groups take messages from a robot. */
export const ROBOT_KINDS = ['wecom', 'dingtalk', 'feishu'] as const;
export type RobotKind = (typeof ROBOT_KINDS)[number];

/** A group robot to which notices for managers go. */
export interface Webhook {
  /** How notices name it; the URL is a secret. */
  readonly name: string;
  readonly kind: RobotKind;
  readonly url: string;
  /** Signs what is sent, where the robot was set up so. */
  readonly secret: string | undefined;
}

const EXAMPLE = 'managers=dingtalk+https://oapi.dingtalk.com/robot/send?access_token=...#SEC...';

/**
 * Reads NOTIFY_WEBHOOKS: robots separated by spaces, each `[NAME=]KIND+URL[#SECRET]`; without a name it has its kind's.
 * @throws RangeError
 */
export function parseWebhooks(text: string): Webhook[] {
  const webhooks = text.split(/\s+/).filter(Boolean).map(parseWebhook);
  const names = webhooks.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new RangeError(`name each robot differently: two are called ${twice}`);
  return webhooks;
}

function parseWebhook(text: string): Webhook {
  const [, name, kind, address] =
    /^(?:([a-z0-9][a-z0-9-]{0,49})=)?([a-z]+)\+(https?:\/\/\S+)$/.exec(text) ?? [];
  const known = ROBOT_KINDS.find((each) => each === kind);
  if (known === undefined || address === undefined || !URL.canParse(address)) {
    throw new RangeError(`write robots such as ${EXAMPLE}, of the kinds ${ROBOT_KINDS.join(', ')}`);
  }
  const url = new URL(address);
  const secret = decodeURIComponent(url.hash.slice(1));
  url.hash = '';
  return { name: name ?? known, kind: known, url: url.href, secret: secret === '' ? undefined : secret };
}
