import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { amountOf } from './amount.js';
import { amountInCapitals } from './amount-in-capitals.js';

/**
 * Reads capitals back, as a clerk does: each digit counts what follows it, 万 and 亿 everything before them. Knows nothing
 * of when a 零 is to be written.
 */
function centsIn(capitals: string): bigint {
  const places: Record<string, bigint> = { 拾: 10n, 佰: 100n, 仟: 1000n };
  let [total, group, digit, cents] = [0n, 0n, 0n, 0n];
  for (const character of capitals.replace('负', '')) {
    const value = '零壹贰叁肆伍陆柒捌玖'.indexOf(character);
    if (value >= 0) digit = BigInt(value);
    else if (character in places) [group, digit] = [group + digit * places[character]!, 0n];
    else if (character === '万') [total, group, digit] = [total + (group + digit) * 10_000n, 0n, 0n];
    else if (character === '亿') [total, group, digit] = [(total + group + digit) * 100_000_000n, 0n, 0n];
    else if (character === '元') [cents, total, group, digit] = [(total + group + digit) * 100n, 0n, 0n, 0n];
    else if (character === '角') [cents, digit] = [cents + digit * 10n, 0n];
    else if (character === '分') [cents, digit] = [cents + digit, 0n];
    else if (character !== '整') throw new Error(`What is ${character}?`);
  }
  return capitals.startsWith('负') ? -cents : cents;
}

describe('amountInCapitals', () => {
  // The examples of 正确填写票据和结算凭证的基本规定; where it lets 整 stand or not after 角, it stands.
  it.each([
    ['1409.50', '壹仟肆佰零玖元伍角整'],
    ['6007.14', '陆仟零柒元壹角肆分'],
    ['1680.32', '壹仟陆佰捌拾元零叁角贰分'],
    ['107000.53', '壹拾万柒仟元零伍角叁分'],
    ['16409.02', '壹万陆仟肆佰零玖元零贰分'],
    ['325.04', '叁佰贰拾伍元零肆分'],
  ])('writes %s as the rules do', (amount, capitals) => {
    expect(amountInCapitals(amount)).toBe(capitals);
  });

  it.each([
    ['0.00', '零元整'],
    ['0.05', '伍分'],
    ['0.50', '伍角整'],
    ['0.53', '伍角叁分'],
    ['10.00', '壹拾元整'],
    ['10.05', '壹拾元零伍分'],
    ['10000.00', '壹万元整'],
    ['10010.00', '壹万零壹拾元整'],
    ['1000000.01', '壹佰万元零壹分'],
    ['100000001.00', '壹亿零壹元整'],
    ['100010000.00', '壹亿零壹万元整'],
    ['100100000.00', '壹亿零壹拾万元整'],
    ['1000010000.10', '壹拾亿零壹万元零壹角整'],
    ['-1234.50', '负壹仟贰佰叁拾肆元伍角整'],
    ['999999999999.99', '玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分'],
  ])('writes %s', (amount, capitals) => {
    expect(amountInCapitals(amount)).toBe(capitals);
  });

  it('can be read back to the cent, and ends as the rules want', () => {
    // Digits of which many are zero: there the rules are.
    const amounts = fc
      .array(fc.constantFrom('0', '0', '0', '1', '2', '9'), { minLength: 1, maxLength: 14 })
      .map((digits) => BigInt(digits.join('')));
    fc.assert(
      fc.property(fc.oneof(amounts, fc.bigInt(-99_999_999_999_999n, 99_999_999_999_999n)), (cents) => {
        const capitals = amountInCapitals(amountOf(cents));
        expect(centsIn(capitals)).toBe(cents);
        expect(capitals).not.toMatch(/零零|零[万亿整]|.零元|[万亿]{2}/);
        expect(capitals.endsWith(cents % 10n === 0n ? '整' : '分')).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['1234.5', '1,234.50', '1e3', '', '1000000000000.00'])('refuses %p', (amount) => {
    expect(() => amountInCapitals(amount)).toThrow(RangeError);
  });
});
