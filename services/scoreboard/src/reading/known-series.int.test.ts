import { knownFigures } from "@milepost/store/queries/known-figures";
import type { KnownFiguresRow } from "@milepost/store/queries/known-figures";
import { openTestStore } from "@milepost/testkit/test-store";
import type { TestStore } from "@milepost/testkit/test-store";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { allKnownBy } from "./known-series.ts";

const RUNS = 40;
const FROM = "2026-02-01";
const FIRST = Date.parse("2026-05-01T00:00:00Z");
const DAY_MS = 86_400_000;
let database: TestStore;
let next = 0;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(async () => database.close());

const days = fc.integer({ min: 0, max: 6 });
const readings = fc.array(
  fc.record({
    period: fc.constantFrom("2025-12", "2026-01", "2026-02", "2026-03"),
    kind: fc.constantFrom("actual", "actual", "planned"),
    series: fc.constantFrom("", "plant=ulm"),
    value: fc.constantFrom("1", "2", "3", null),
    time: days,
    known: days,
  }),
  { maxLength: 12 },
);
type Reading = (typeof readings extends fc.Arbitrary<readonly (infer One)[]> ? One : never) & object;

function lineOf(kpi: string, { period, kind, series, value, time, known }: Reading, offset: number): string {
  const instant = (day: number): string => new Date(FIRST + day * DAY_MS).toISOString();
  return JSON.stringify({
    kpi,
    series,
    grain: "month",
    period_start: `${period}-01`,
    period_end: `${period}-28`,
    period_label: period,
    period_ends_at: `${period}-28T23:00:00.000Z`,
    kind,
    source: "//test",
    id: String(offset),
    event_type: value === null ? "retracted" : "recorded",
    value,
    kpi_version: 1,
    completeness: "complete",
    time: instant(time),
    known_at: instant(known),
    recorded_at: instant(known),
    log_topic: "observations",
    log_offset: offset,
  });
}

function inOrder(rows: readonly KnownFiguresRow[]): readonly KnownFiguresRow[] {
  return rows.toSorted((left, right) =>
    `${left.series} ${left.kind}` < `${right.series} ${right.kind}` ? -1 : 1,
  );
}

/** A series of which nothing was known yet is no series then. */
function saidOf(rows: readonly KnownFiguresRow[]): readonly unknown[] {
  return inOrder(rows)
    .filter(
      ({ labels, earlier_period: earlier, first_period: first }) =>
        labels.length > 0 || earlier !== null || first !== null,
    )
    .map(({ labels, values, known_at, first_period, earlier_period, kind, series }) => ({
      labels,
      values,
      known_at,
      first_period,
      earlier_period,
      kind,
      series,
    }));
}

test("what current values say of the past is what the readings themselves say, or nothing", async () => {
  let said = 0;
  await fc.assert(
    fc.asyncProperty(readings, days, async (drafts, day) => {
      const kpi = `kpi-${(next += 1)}`;
      await database.store.insert(
        "observation_events",
        drafts.map((draft, offset) => lineOf(kpi, draft, offset)),
      );
      const asOf = FIRST + day * DAY_MS;
      const now = await database.store.query(knownFigures({ kpis: [kpi], from: FROM }));
      const then = await database.store.query(knownFigures({ kpis: [kpi], from: FROM, asOf }));
      const known = allKnownBy(now, asOf);
      if (known === undefined) return;
      said += 1;
      expect(saidOf(known)).toEqual(saidOf(then));
    }),
    { numRuns: RUNS },
  );
  expect(said).toBeGreaterThan(RUNS / 4);
});
