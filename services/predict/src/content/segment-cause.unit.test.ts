import { kpiSchema } from "@milepost/contracts";
import type { AlertCause } from "@milepost/contracts";
import { fillStandardNormal, seededRandom } from "@milepost/forecast";
import fc from "fast-check";
import { expect, test } from "vitest";
import { measuredBy, RECORDED } from "../goal-case.fixture.ts";
import type { KnownAssessment } from "../ledger.ts";
import { readingOf } from "../series-reading.ts";
import { seriesRow } from "../series-row.fixture.ts";
import type { Entry } from "../series-row.fixture.ts";
import { segmentCause } from "./segment-cause.ts";

/** January 2022 to June 2026. */
const MONTHS = 54;
const label = (index: number): string =>
  `${2022 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
const measured = measuredBy({ to: 10 }, { kpi: { dimensions: ["region"], total: "derived" } });
const assessment = { id: "a", goal: "g", period: "2026-06", pHit: 0.2 } as KnownAssessment;

type Members = Readonly<Record<string, readonly (number | null)[]>>;

function causes(members: Members): readonly AlertCause[] {
  const rows = Object.entries(members).map(([region, values]) =>
    seriesRow(
      { kpi: "k", series: `region=${region}`, kind: "actual" },
      values.flatMap((value, at): Entry[] => (value === null ? [] : [[label(at), value, RECORDED]])),
    ),
  );
  const reading = readingOf(rows, () => kpiSchema.parse(measured.kpi));
  return segmentCause({ measured, assessment, reading, raiseBelow: 0.5, below: [], earlier: [], leads: [] });
}

/** Members that go up and down by chance, about a level or a season. */
function noise(seed: string, count: number, season = 0): Record<string, number[]> {
  const random = seededRandom(seed);
  const member = (): number[] => {
    const draws = new Float64Array(MONTHS);
    fillStandardNormal(draws, random);
    return Array.from(draws, (draw, at) => 100 + season * Math.sin((at * Math.PI) / 6) + 10 * draw);
  };
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`r${at}`, member()]));
}

/** Of so many worlds the part in which a cause was told. */
function told(worlds: number, of: (seed: number) => readonly AlertCause[]): number {
  return (
    Array.from({ length: worlds }, (_, seed) => of(seed)).filter(({ length }) => length > 0).length / worlds
  );
}

test("noise is told as a cause in less than 2 of 100 worlds, about a level as about a season", () => {
  expect(told(100, (seed) => causes(noise(`level-${seed}`, 2 + (seed % 5))))).toBeLessThan(0.02);
  expect(told(100, (seed) => causes(noise(`season-${seed}`, 2 + (seed % 5), 60)))).toBeLessThan(0.02);
});

test("a planted fall is found, with its share of what went wrong", () => {
  const planted = fc.record({
    seed: fc.nat(),
    count: fc.integer({ min: 2, max: 5 }),
    season: fc.constantFrom(0, 60),
    fall: fc.integer({ min: 120, max: 400 }),
  });
  fc.assert(
    fc.property(planted, ({ seed, count, season, fall }) => {
      const members = noise(String(seed), count, season);
      const fell = members["r0"] ?? [];
      fell[MONTHS - 1] = (fell[MONTHS - 1] ?? 0) - fall;
      const [cause] = causes(members);
      expect(cause).toMatchObject({ kind: "segment", of: "region=r0", evidence: "2026-06" });
      expect(cause?.share).toBeGreaterThan(0.5);
      expect(cause?.share).toBeLessThanOrEqual(1);
    }),
    { numRuns: 40, seed: 6 },
  );
});

test("a fall that lasts is still found two months later", () => {
  expect(
    told(40, (seed) => {
      const members = noise(`lasting-${seed}`, 3);
      members["r0"] = (members["r0"] ?? []).map((value, at) => (at >= MONTHS - 3 ? value - 150 : value));
      return causes(members);
    }),
  ).toBeGreaterThan(0.9);
});

const steady = (last: number | null): readonly (number | null)[] =>
  Array.from({ length: MONTHS }, (_, at) => (at === MONTHS - 1 ? last : 100 + (at % 5)));

test("the share is the part of all that moved the wrong way, and what moved the other way is no part of it", () => {
  const level = (last: number): readonly number[] =>
    Array.from({ length: MONTHS }, (_, at) => (at === MONTHS - 1 ? last : 100));
  const [cause] = causes({ north: level(39), south: level(88), west: level(130) });
  expect(cause).toMatchObject({ of: "region=north", share: 0.835616438356 });
  expect(cause?.text).toBe(
    "region=north was 39.00 in June 2026, 100.00 being usual: 84 % of what went wrong.",
  );
});

test("a low month of a season is none, nor a member that is low while the whole is not", () => {
  const seasonal = (at: number): number => 100 + 60 * Math.sin(((at - 6) * Math.PI) / 6) + (at % 5);
  const members = (last: number): Members => ({
    north: Array.from({ length: MONTHS }, (_, at) => (at === MONTHS - 1 ? last : seasonal(at))),
    south: steady(100),
  });
  expect(causes(members(seasonal(MONTHS - 1)))).toEqual([]);
  expect(causes(members(seasonal(MONTHS - 1) - 40))).toMatchObject([{ of: "region=north" }]);
  expect(causes({ north: steady(40), south: steady(200) })).toEqual([]);
});

test("where what a member adds cannot be told, nothing is; one that was never known is none", () => {
  const fallen = { north: steady(40), south: steady(100) };
  expect(causes(fallen)).toMatchObject([{ of: "region=north" }]);
  expect(causes({ ...fallen, west: steady(null) })).toEqual([]);
  const opened = Array.from({ length: MONTHS }, (_, at) => (at < MONTHS - 3 ? null : 50));
  expect(causes({ ...fallen, west: opened })).toEqual([]);
  expect(causes({ ...fallen, west: [] })).toMatchObject([{ of: "region=north" }]);
  expect(causes({ north: steady(40) })).toEqual([]);
});
