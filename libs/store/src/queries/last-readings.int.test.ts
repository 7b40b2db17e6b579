import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestStore } from "../store-under-test.suite.ts";
import { openTestStore } from "../store-under-test.suite.ts";
import { fedKpis } from "./fed-kpis.ts";
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

interface Said {
  readonly source: string;
  readonly value: string;
  /** The source that the plan named then. */
  readonly named?: string;
  readonly completeness?: string;
}

/** What is known of a KPI's only period to `//uno`, after so many sayings, one a day. */
async function known(kpi: string, sayings: readonly Said[]) {
  const lines = sayings.map(({ source, value, named = "", completeness = "complete" }, day) => {
    const at = `2026-02-0${day + 1} 00:00:00.000`;
    return JSON.stringify({
      kpi,
      series: "",
      grain: "month",
      period_start: "2026-01-01",
      period_label: "2026-01",
      kind: "actual",
      source,
      id: `${kpi}-${day}`,
      value,
      completeness,
      plan_source: named,
      kpi_version: 1,
      time: at,
      known_at: at,
      log_offset: (offset += 1),
    });
  });
  await database.store.insert("observation_events", lines);
  const asked = { kpis: [kpi], source: "//uno", versions: {}, meanings: new Map() };
  const [row] = await database.store.query(lastReadings(asked));
  return row;
}

test("what counts of a period is told beside what a source said of it: of another source, and kept apart", async () => {
  expect(await known("foreign", [{ source: "//one", value: "100" }])).toMatchObject({
    first_source: "//one",
    id: "",
    is_said: false,
    counting_source: "//one",
    counting_value: "100",
    counting_at: "2026-02-01T00:00:00.000Z",
  });
  const apart = [
    { source: "//one", value: "100" },
    { source: "//uno", value: "115" },
  ];
  expect(await known("apart", apart)).toMatchObject({
    id: "apart-1",
    is_said: true,
    value: "115",
    said_at: "2026-02-02T00:00:00.000Z",
    counting_source: "//one",
    counting_value: "100",
  });
  const named = { source: "//uno", value: "115", named: "//uno", completeness: "partial" };
  expect(await known("named", [...apart, named])).toMatchObject({
    first_source: "//one",
    has_changed: false,
    counting_source: "//uno",
    counting_value: "115",
    counting_completeness: "partial",
  });
  expect(await known("away", [named, { source: "//one", value: "120", named: "//one" }])).toMatchObject({
    id: "away-0",
    value: "115",
    completeness: "partial",
    counting_source: "//one",
    counting_value: "120",
  });
});

test("only what a source said where nothing was accepted counts for nobody", async () => {
  expect(await known("refused", [{ source: "//uno", value: "1", named: "//one" }])).toMatchObject({
    first_source: "",
    is_said: true,
    counting_source: "",
    counting_value: null,
    counting_at: "1970-01-01T00:00:00.000Z",
  });
});

test("the KPIs that a source ever fed are known, kept apart or not", async () => {
  const fed = (await database.store.query(fedKpis("//uno"))).map(({ kpi }) => kpi);
  expect(fed).toEqual(["apart", "away", "named", "refused"]);
});
