/** Dice that fall the same way again for the same seed. */
export interface Dice {
  /** A whole number from 0 to below `sides`. */
  roll(sides: number): number;
  /** True with this chance. */
  chance(share: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
}

/** Mulberry32: small, and good enough to choose what a test does. */
export function seededDice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const roll = (sides: number): number => Math.floor(next() * sides);
  return {
    roll,
    chance: (share) => next() < share,
    pick: <Item>(items: readonly Item[]) => items[roll(items.length)] as Item,
  };
}

/** A seed that follows from a name, so that each part of a run has its own. */
export function seedOf(seed: number, name: string): number {
  let hash = seed >>> 0;
  for (const character of name) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return hash;
}

/** Items in an order that follows from the seed. */
export function shuffled<Item>(items: readonly Item[], seed: number): readonly Item[] {
  const dice = seededDice(seed);
  return items
    .map((item) => ({ item, place: dice.roll(2 ** 30) }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ item }) => item);
}
