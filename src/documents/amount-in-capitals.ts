import { centsOf } from './amount.js';

const DIGITS = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'] as const;
/** Of the digits of a group of four, from the right. */
const PLACES = ['', '拾', '佰', '仟'] as const;
/** Of the groups of four digits, from the right. */
const GROUPS = ['', '万', '亿'] as const;

/**
 * An amount in the Chinese capitals of financial documents, against forgery: `1234.50` -> 壹仟贰佰叁拾肆元伍角整.
 *
 * The rules are those of 正确填写票据和结算凭证的基本规定 (中国人民银行, 支付结算办法附件一) and of 会计基础工作规范 (财政部) article 52.
 * Where they leave a choice:
 * - 整 stands after 元 and after 角, never after 分 (the first lets it be left out after 角, the second asks for it).
 * - When 元 is 0 and 角 is not, 零 stands in between (1680.32 -> 壹仟陆佰捌拾元零叁角贰分).
 * - When 万 is 0 and 仟 is not, no 零 does (107000.53 -> 壹拾万柒仟元零伍角叁分).
 *
 * It works on the digits: no amount becomes a float on the way. Not by nzh, which leaves 整 out of `1234.00`.
 * @param amount with two decimals, at most 999999999999.99; below zero it begins with 负.
 * @throws RangeError when it is anything else.
 */
export function amountInCapitals(amount: string): string {
  const cents = centsOf(amount);
  if (cents === 0n) return '零元整';
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
  const whole = digits.slice(0, -2);
  const [tenths, hundredths] = [Number(digits.at(-2)), Number(digits.at(-1))];

  let text = cents < 0n ? '负' : '';
  if (whole !== '0') text += `${wholeInCapitals(whole)}元`;
  if (tenths === 0 && hundredths === 0) return `${text}整`;
  if (whole !== '0' && (tenths === 0 || whole.endsWith('0'))) text += '零';
  if (tenths > 0) text += `${digitInCapitals(tenths)}角`;
  return hundredths > 0 ? `${text}${digitInCapitals(hundredths)}分` : `${text}整`;
}

/** A whole number above zero, of at most twelve digits. */
function wholeInCapitals(whole: string): string {
  let text = '';
  let skipped = false;
  for (let group = Math.ceil(whole.length / 4) - 1; group >= 0; group -= 1) {
    const four = whole.slice(Math.max(whole.length - 4 * (group + 1), 0), whole.length - 4 * group);
    // Zeros at the end of a group are read only where the next one begins with a zero too, or is nothing but zeros.
    if (Number(four) === 0) {
      skipped = true;
      continue;
    }
    if (text !== '' && (skipped || four.startsWith('0'))) text += '零';
    text += `${groupInCapitals(four)}${GROUPS[group] ?? ''}`;
    skipped = false;
  }
  return text;
}

/** Up to four digits, without the zeros at either end. */
function groupInCapitals(four: string): string {
  let text = '';
  let skipped = false;
  for (const [index, digit] of Array.from(four).entries()) {
    if (digit === '0') {
      skipped = true;
      continue;
    }
    if (text !== '' && skipped) text += '零';
    text += `${digitInCapitals(Number(digit))}${PLACES[four.length - 1 - index] ?? ''}`;
    skipped = false;
  }
  return text;
}

function digitInCapitals(digit: number): string {
  return DIGITS[digit] ?? '';
}
