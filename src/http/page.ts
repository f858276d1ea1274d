import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { MayBeLeftOut } from './may-be-left-out.js';
import { isDate } from './moment.js';
import { InvalidInputProblem } from './problem.js';

/** The two query parameters that every list takes. */
export class PageQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: 500, default: 50 })
  @MayBeLeftOut()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit: number = 50;

  @ApiPropertyOptional({ description: 'nextCursor of the page before' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(1000)
  cursor?: string;
}

/** One page of a list. */
export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}

/**
 * Cuts rows fetched with `LIMIT limit + 1` to one page; `keyOf` gives the sort key from which the next page goes on.
 */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number)[],
  toItem: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: shown.map(toItem), nextCursor: more ? encodeCursor(keyOf(last)) : null };
}

/** What a part of a list's sort key looks like. */
export type KeyPart = 'text' | 'id' | 'uuid' | 'date' | 'time' | 'amount';

const LOOKS: Record<KeyPart, RegExp> = {
  text: /^\P{Cc}*$/u,
  id: /^\d{1,18}$/,
  uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i,
  amount: /^\d{1,12}\.\d\d$/,
  date: /^\d{4}-\d\d-\d\d$/,
  time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
};

/**
 * The sort key in a cursor, as strings; empty where there is no cursor. A cursor comes from outside.
 * @param parts what the list's key consists of.
 * @throws InvalidInputProblem when {@link toPage} cannot have made it of such a key.
 */
export function decodeCursor(cursor: string | undefined, ...parts: readonly KeyPart[]): string[] {
  if (cursor === undefined) return [];
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(key) && key.length === parts.length) {
      const texts = key.map(String);
      if (parts.every((part, index) => looksLike(part, texts[index] ?? ''))) return texts;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new InvalidInputProblem([
    { field: 'cursor', value: cursor, message: 'write the nextCursor of the page before' },
  ]);
}

function looksLike(part: KeyPart, text: string): boolean {
  if (!LOOKS[part].test(text)) return false;
  return (part !== 'date' && part !== 'time') || isDate(text.slice(0, 10));
}

function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}
