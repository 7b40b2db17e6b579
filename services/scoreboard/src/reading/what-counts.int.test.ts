import type { MilepostEvent } from "@milepost/contracts";
import { goalSchema, kpiSchema } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBoard } from "../testing/board-under-test.ts";
import type { BoardUnderTest } from "../testing/board-under-test.ts";
import { smallObservations } from "../testing/small-deployment.ts";

let board: BoardUnderTest;

beforeAll(async () => {
  board = await openBoard({ records: plan() });
});
afterAll(() => board.close());

type Definition = readonly [kind: string, id: string, definition: object, kpiVersion?: number];
const NEWER = 2;

/** A KPI whose total is derived, with a goal on it, and one that had another unit before. */
function plan(): readonly NewRecord[] {
  const ratio = { unit: "ratio", decimals: 3, direction: "increase", behaviour: "ratio", grain: "month" };
  const derived = { ...ratio, name: "Derived", dimensions: ["plant"], total: "derived" };
  const measure = { kpi: "derived", from: 0.8, to: 0.95, trajectory: "step" };
  const goal = { kind: "annual_goal", title: "Deliver", owner: "kim", window: 2014, measure };
  const changed = { ...ratio, name: "Changed", unit: "thousands", behaviour: "stock" };
  return [
    definedRecord("calendar", "default", { kind: "gregorian", timeZone: "America/New_York" }),
    definedRecord("kpi", "derived", kpiSchema.parse(derived)),
    definedRecord("goal", "derived-2014", goalSchema.parse(goal)),
    definedRecord("kpi", "changed", kpiSchema.parse({ ...changed, unit: "count" })),
    definedRecord("kpi", "changed", kpiSchema.parse(changed), NEWER),
  ];
}

function definedRecord(...[kind, id, definition, kpiVersion = 1]: Definition): NewRecord {
  const time = "2014-01-01T05:00:00.000Z";
  const common = { specversion: "1.0", source: "//test", time, recordedtime: time };
  const data = { id, definition, kpiVersion, effectiveFrom: "2014-01-01", managedBy: "file" };
  const type = `milepost.${kind}.defined.v1`;
  const event = { ...common, id: `${kind}-${id}-${kpiVersion}`, type, data };
  return { topic: "strategy", key: `${kind}/${id}`, event: event as unknown as MilepostEvent };
}

/** Lines of base rows of January and on with other fields. */
function rows(values: readonly number[], fields: object, parts: readonly object[] = []): readonly string[] {
  return smallObservations(values).map((line, index) =>
    JSON.stringify({ ...(JSON.parse(line) as object), ...fields, ...parts[index] }),
  );
}

it("the page of a KPI with a derived total draws it from its members, and says no figure where one is missing", async () => {
  const ulm = [
    { numerator: "900", denominator: "1000" },
    { numerator: "960", denominator: "1000" },
    { numerator: "970", denominator: "1000" },
  ];
  const bonn = [
    { numerator: "150", denominator: "200" },
    { numerator: "170", denominator: "200" },
  ];
  await board.database.store.insert("observation_events", [
    ...rows([0.9, 0.96, 0.97], { kpi: "derived", series: "plant=ulm" }, ulm),
    ...rows([0.75, 0.85], { kpi: "derived", series: "plant=bonn", log_partition: 1 }, bonn),
  ]);
  const { body } = await board.get("/kpis/derived?asOf=2014-02");
  expect(body).toContain("0.942");
  const now = await board.get("/kpis/derived");
  const words = now.body.replace(/<[^>]*>/gu, " ").replace(/\s+/gu, " ");
  expect(words).toContain("March 2014 unknown");
});

it("a value that was judged in an earlier unit is on no chart", async () => {
  await board.database.store.insert("observation_events", [
    ...rows([5111, 5222], { kpi: "changed", log_partition: 2 }),
    ...rows([0, 0, 5.333], { kpi: "changed", kpi_version: 2, log_partition: 3 }).slice(2),
  ]);
  const { body } = await board.get("/kpis/changed");
  expect(body).toContain("5.333");
  expect(body).not.toMatch(/5,?(111|222)/u);
});
