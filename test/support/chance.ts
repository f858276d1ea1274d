/** The next number from 0 to 1. */
export type Chance = () => number;

/** Mulberry32: numbers from 0 to 1 that follow from a seed. */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** undefined only of none. */
export function oneOf<Item>(items: readonly Item[], chance: Chance): Item | undefined {
  return items[Math.floor(chance() * items.length)];
}

export function shuffle<Item>(items: Item[], chance: Chance): void {
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(chance() * (last + 1));
    [items[last], items[other]] = [items[other] as Item, items[last] as Item];
  }
}
