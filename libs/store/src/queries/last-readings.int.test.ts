import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestStore } from "../store-under-test.suite.ts";
import { openTestStore } from "../store-under-test.suite.ts";
import { lastReadings } from "./last-readings.ts";

/** A KPI in euros, by mistake in dollars, in euros again, and in dollars on purpose. */
const MEANINGS = new Map([
  [1, "EUR"],
  [2, "USD"],
  [3, "EUR"],
  [4, "USD"],
]);
let database: TestStore;
let offset = 0;
beforeAll(async () => {
  database = await openTestStore();
});
afterAll(async () => database.close());

/** What a source is known to have said last in dollars, after so many values by versions of the definition. */
async function said(kpi: string, ...values: readonly (readonly [version: number, value: string])[]) {
  const lines = values.map(([version, value], day) => {
    const at = `2026-0${day + 1}-15 00:00:00.000`;
    return JSON.stringify({
      kpi,
      series: "",
      grain: "month",
      period_start: "2026-01-01",
      period_label: "2026-01",
      kind: "actual",
      source: "//file",
      id: `${kpi}-${day}`,
      value,
      kpi_version: version,
      time: at,
      known_at: at,
      log_offset: (offset += 1),
    });
  });
  await database.store.insert("observation_events", lines);
  const versions = { [kpi]: [2, 4] };
  const asked = { kpis: [kpi], source: "//file", versions, meanings: new Map([[kpi, MEANINGS]]) };
  const [row] = await database.store.query(lastReadings(asked));
  // What was said in another meaning is no rival of what is said now, whatever its time.
  const newest = values.findLastIndex(([version]) => versions[kpi]?.includes(version));
  expect(row?.said_at).toBe(newest < 0 ? "1970-01-01T00:00:00.000Z" : `2026-0${newest + 1}-15T00:00:00.000Z`);
  return [row?.is_said, row?.has_changed, row?.value, row?.id];
}

test("a value that was corrected in a former meaning has changed, under whichever version; one that only changed its meaning has not", async () => {
  expect(await said("corrected", [1, "100"], [3, "110"])).toEqual([false, true, null, "corrected-1"]);
  expect(await said("same", [1, "100"], [3, "100"])).toEqual([false, false, null, "same-1"]);
  expect(await said("converted", [1, "100"], [2, "121"])).toEqual([true, false, "121", "converted-1"]);
});
