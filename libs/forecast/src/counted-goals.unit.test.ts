import { expect, test } from "vitest";
import { assessPathGoal } from "./assess-path-goal.ts";
import type { PathEvaluation } from "./path-goal.ts";
import { seededRandom } from "./seeded-random.ts";

const POINTS = 12;

interface Asked {
  readonly elapsed: number;
  readonly evaluation: PathEvaluation;
  readonly most: number;
  readonly seed?: string;
}

/** The chance that a year's counts stay within a limit. */
function chanceOf(history: ArrayLike<number>, { elapsed, evaluation, most, seed = "counts" }: Asked): number {
  const made = assessPathGoal({
    history,
    frequency: 12,
    goal: {
      evaluation,
      lower: new Float64Array(POINTS).fill(-Infinity),
      upper: new Float64Array(POINTS).fill(most),
      booked: Float64Array.from(history).subarray(history.length - elapsed),
    },
    from: null,
    bounds: { lower: 0 },
    direction: "decrease",
    seed,
  });
  if (!made.ok) throw new Error(made.reason);
  return made.pHit;
}

const SUM: PathEvaluation = { kind: "cumulative" };
const EACH: PathEvaluation = { kind: "sustained", points: POINTS };

/** Zeros, with one count above zero where it is said. */
function quiet(length: number, ...at: readonly number[]): Float64Array {
  return Float64Array.from({ length }, (_, index) => Number(at.includes(index)));
}

test("that nothing happens any more is one chance, whichever way it is asked", () => {
  for (const history of [quiet(24), quiet(38), quiet(38, 10), quiet(38, 3, 15, 27)]) {
    const asked = { elapsed: 6, most: 0 };
    const sum = chanceOf(history, { ...asked, evaluation: SUM });
    expect(chanceOf(history, { ...asked, evaluation: EACH })).toBe(sum);
    // The last month alone is likelier to be quiet than all six.
    expect(chanceOf(history, { ...asked, evaluation: { kind: "at_due" } })).toBeGreaterThan(sum);
  }
});

test("the fewer events and the longer the quiet, the likelier it lasts, and nothing is ever certain", () => {
  const asked = { elapsed: 6, evaluation: SUM, most: 0 };
  const chances = [quiet(38, 3, 15, 27), quiet(38, 10), quiet(38), quiet(60)].map((history) =>
    chanceOf(history, asked),
  );
  expect(chances).toEqual(chances.toSorted((one, other) => one - other));
  expect(new Set(chances).size).toBe(chances.length);
  // (1 - 3/38)^6 = .61
  expect(chances[0]).toBeGreaterThan(0.5);
  expect(chances[0]).toBeLessThan(0.7);
  expect(chances.at(-1)).toBeGreaterThan(0.9);
  expect(chances.at(-1)).toBeLessThan(1);
});

test("a month more without any event hardly moves the chance, whatever numbers its counts make", () => {
  const counts = [1, 0, 0, 1, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 2, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 2, 1, 1, 1, 0];
  for (let from = 0; from < 14; from += 1) {
    const asked = { elapsed: 8, evaluation: SUM, most: 6 };
    const history = counts.slice(from);
    const more = chanceOf([0, ...history], asked);
    expect(Math.abs(chanceOf(history, asked) - more)).toBeLessThan(0.1);
  }
});

interface Family {
  readonly evaluation: PathEvaluation;
  /** More than what is in the books. */
  readonly allowed: number;
}

const FAMILIES: readonly (readonly [string, Family])[] = [
  ["no further event", { evaluation: SUM, allowed: 0 }],
  ["one event more", { evaluation: SUM, allowed: 1 }],
  ["a due month without any", { evaluation: { kind: "at_due" }, allowed: 0 }],
];

test.each(FAMILIES)(
  "of rare events of a steady rate (%s) chances are as often right as they say",
  (_, { allowed, evaluation }) => {
    const random = seededRandom("rare events");
    const told: number[] = [];
    const came: number[] = [];
    for (let goal = 0; goal < 600; goal += 1) {
      const rate = 0.02 + 0.28 * random();
      const elapsed = 2 + Math.floor(9 * random());
      const history = Float64Array.from({ length: 36 }, () => poisson(rate, random));
      const coming = Float64Array.from({ length: POINTS - elapsed }, () => poisson(rate, random));
      const booked = total(history.subarray(36 - elapsed));
      const isSum = evaluation.kind === "cumulative";
      const most = isSum ? booked + allowed : 0;
      told.push(chanceOf(history, { elapsed, evaluation, most, seed: `rare ${goal}` }));
      came.push(Number((isSum ? booked + total(coming) : (coming.at(-1) ?? 0)) <= most));
    }
    expect(Math.abs(total(told) - total(came)) / told.length).toBeLessThan(0.05);
    const unlikely = came.filter((__, goal) => (told[goal] ?? 0) < 0.5);
    expect(total(unlikely)).toBeLessThanOrEqual(0.5 * unlikely.length + 3);
  },
);

function total(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0);
}

/** A Poisson count by Knuth's product of uniforms. */
function poisson(rate: number, random: () => number): number {
  const limit = Math.exp(-rate);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count += 1;
  return count;
}
