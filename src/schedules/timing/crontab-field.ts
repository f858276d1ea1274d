/** What may stand in one field of a crontab. */
export interface CrontabField {
  readonly min: number;
  readonly max: number;
  /** What would be right, for who wrote something else. */
  readonly example: string;
  /** Names that stand for numbers, the first for the smallest. */
  readonly names?: readonly string[];
}

/** A value, or a range, or *; then perhaps a step. */
const ITEM = /^(?:(\*)|([a-z]+|\d{1,2})(?:-([a-z]+|\d{1,2}))?)(?:\/(\d{1,2}))?$/i;

/**
 * The values that a field's list of values, ranges and steps means; of Sunday's two, 0.
 * @param special takes an item that only this field knows; false: it is none of those.
 * @throws RangeError saying what would be right.
 */
export function parseField(
  field: CrontabField,
  text: string,
  special: (item: string) => boolean = () => false,
): Set<number> {
  const values = new Set<number>();
  for (const item of text.split(',')) {
    if (special(item)) continue;
    const [, star, first, last, step] = ITEM.exec(item) ?? [];
    if (star === undefined && first === undefined) throw unusable(field, item);
    const from = first === undefined ? field.min : parseValue(field, first, item);
    let to = last === undefined ? (star === undefined ? from : field.max) : parseValue(field, last, item);
    // Sunday is 0 and 7: FRI-SUN is 5-7.
    if (field.max === 7 && to === 0 && from > 0) to = 7;
    if (to < from) throw new RangeError(`"${item}" ends before it begins`);
    if (step !== undefined && star === undefined && last === undefined) {
      throw new RangeError(`"${item}" is a step without a range; write ${first}-${field.max}/${step}`);
    }
    const width = Number(step ?? 1);
    if (width < 1 || width > field.max) {
      throw new RangeError(`"${item}" has a step that cannot be used; write 1 to ${field.max}`);
    }
    for (let value = from; value <= to; value += width) values.add(field.max === 7 ? value % 7 : value);
  }
  return values;
}

/** @param item what it stands in. @throws RangeError saying what would be right. */
export function parseValue(field: CrontabField, text: string, item: string): number {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named >= 0 ? named + field.min : Number(text);
  if (!(value >= field.min && value <= field.max)) throw unusable(field, item);
  return value;
}

function unusable(field: CrontabField, item: string): RangeError {
  return new RangeError(
    `"${item}" cannot be used; write ${field.min} to ${field.max}, a list, a range or a step, such as ${field.example}`,
  );
}
