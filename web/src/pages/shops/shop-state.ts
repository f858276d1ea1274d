import dayjs from 'dayjs';
import type { Schema } from '../../api/types';
import type { Tone } from '../../parts/StatusTag';

export type Shop = Schema<'Shop'>;

/** A shop's status, and whether its contract is about to end with nothing to follow. */
export type ShopState = Shop['status'] | 'EXPIRING';

export const SHOP_STATES: readonly ShopState[] = ['LET', 'EXPIRING', 'VACANT', 'CLOSED'];

export const SHOP_TONES: Readonly<Record<ShopState, Tone>> = {
  LET: 'good',
  EXPIRING: 'warning',
  VACANT: 'busy',
  CLOSED: 'quiet',
};

/** Days before the end of a term from which on it is worth a warning, as renewal reminders have it. */
const SOON = 60;

/** @param today `YYYY-MM-DD`, the mall's. */
export function shopState({ status, letUntil, letFrom }: Shop, today: string): ShopState {
  const soon = dayjs(today).add(SOON, 'day').format('YYYY-MM-DD');
  return status === 'LET' && letUntil !== null && letUntil <= soon && letFrom === null ? 'EXPIRING' : status;
}

/** Whether a shop is in a state: LET are those that expire, too. */
export function isIn(shop: Shop, state: string, today: string): boolean {
  return state === 'EXPIRING' ? shopState(shop, today) === state : shop.status === state;
}

export interface Floor {
  /** null: of shops for which none is given. */
  readonly name: string | null;
  readonly shops: readonly Shop[];
}

/** Floors from the lowest up: `B2`, `B1`, `L1`, `L2`, others by name, none at the end. */
export function floorsOf(shops: readonly Shop[]): Floor[] {
  return [...new Set(shops.map(({ floor }) => floor))]
    .map((name) => ({ name, shops: shops.filter(({ floor }) => floor === name) }))
    .sort(
      (one, other) => level(one.name) - level(other.name) || (one.name ?? '').localeCompare(other.name ?? ''),
    );
}

function level(name: string | null): number {
  if (name === null) return Infinity;
  const [, letter = '', digits = ''] = /^([A-Za-z]*)\s*(\d+)/.exec(name) ?? [];
  if (digits === '') return 1_000;
  return letter.toUpperCase() === 'B' ? -Number(digits) : Number(digits);
}

/** Square metres of shops together; those without an area count nothing. */
export function areaOf(shops: readonly Shop[]): number {
  return shops.reduce((sum, { areaSqm }) => sum + Number(areaSqm ?? 0), 0);
}

/** What of the area that can be let is let: `93%`; undefined when there is none. */
export function letShare(shops: readonly Shop[]): string | undefined {
  const open = areaOf(shops.filter(({ status }) => status !== 'CLOSED'));
  const share = areaOf(shops.filter(({ status }) => status === 'LET')) / open;
  return open === 0 ? undefined : `${(share * 100).toFixed(share === 1 ? 0 : 1)}%`;
}
