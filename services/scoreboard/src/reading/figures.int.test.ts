import { goalSchema, kpiSchema } from "@milepost/contracts";
import { emptyPlan } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import { standingClock } from "@milepost/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openArrivingValues } from "../testing/arriving-values.ts";
import type { ArrivingValues } from "../testing/arriving-values.ts";
import { SEPTEMBER } from "../testing/readings.ts";
import { readFigures } from "./figures.ts";
import { toDateOf } from "./goal-readings.ts";
import { kpisOf, openGoals } from "./open-goals.ts";
import { rememberReads } from "./remembered-reads.ts";
import type { RememberedReads } from "./remembered-reads.ts";

let values: ArrivingValues;
let reads: RememberedReads;
/** KPIs that the database was asked for, one entry a question. */
const asked: unknown[] = [];

beforeAll(async () => {
  values = await openArrivingValues();
  const { log, store } = values;
  const query: typeof store.query = (wanted) => {
    if (wanted.name === "known figures") asked.push(wanted.params["kpis"]);
    return store.query(wanted);
  };
  reads = rememberReads({ log, store: { ...store, query } });
});
afterAll(() => values.close());

function planOf(kpi: string, fields: object): PlanState {
  const definition = kpiSchema.parse({
    name: kpi,
    unit: "count",
    direction: "increase",
    behaviour: "flow",
    grain: "month",
    ...fields,
  });
  const defined = { effectiveFrom: "2014-01-01", recordedAt: "2014-01-01T00:00:00Z", version: 1 };
  const one = { ...defined, id: kpi, definition, managedBy: "file" as const };
  return { ...emptyPlan, kpis: new Map([[kpi, one]]) };
}

/** Where a goal of one KPI stands in September 2014 by what is said of it then, on a clock of that year or a later one. */
async function standing(
  kpi: string,
  { measure, clockAt = SEPTEMBER.instant }: { measure: object; clockAt?: number },
): Promise<ReturnType<typeof toDateOf>> {
  const plan = planOf(kpi, {});
  const definition = goalSchema.parse({
    kind: "objective",
    title: kpi,
    owner: "lead",
    window: { from: "2011-01-01", to: "2014-12-31" },
    measure: { kpi, ...measure },
  });
  const { version, ...defined } = plan.kpis.get(kpi)!;
  const goal = { ...defined, version, definition };
  const withGoal: PlanState = { ...plan, goals: new Map([[kpi, goal]]) };
  const open = openGoals(withGoal, SEPTEMBER).get(kpi)!;
  const wanted = {
    reads,
    clock: standingClock(clockAt),
    plan: withGoal,
    moment: SEPTEMBER,
    look: "to-date",
  } as const;
  return toDateOf({ series: await readFigures({ ...wanted, kpis: kpisOf([open]) }) }, open);
}

/** Values of a series arrive, by period. */
async function arrive(kpi: string, series: string, figures: Readonly<Record<string, string>>): Promise<void> {
  for (const [period, value] of Object.entries(figures)) await values.arrive(kpi, value, { series, period });
}

/** The last period with a figure, as pages ask for it that say how far figures reach. */
async function reach(kpi: string, plan: PlanState, series = ""): Promise<string | null> {
  const clock = standingClock(SEPTEMBER.instant);
  const wanted = { reads, clock, plan, moment: SEPTEMBER, kpis: [kpi], look: "reach" } as const;
  return (await readFigures(wanted)).lastPeriod(kpi, series);
}

const WHOLE = { "2014-07": "7", "2014-08": "8", "2014-09": "9" };

test("a derived total reaches less far once a member reports that says nothing of the last periods", async () => {
  const plan = planOf("derived", { dimensions: ["plant"], total: "derived" });
  await arrive("derived", "plant=ulm", WHOLE);
  expect(await reach("derived", plan)).toBe("2014-09");
  await arrive("derived", "plant=bonn", { "2014-07": "1" });
  expect(await reach("derived", plan)).toBe("2014-07");
});

test("a member's first value is seen, however far the figures of the others reach", async () => {
  const plan = planOf("reported", { dimensions: ["plant"], total: "reported" });
  await arrive("reported", "", WHOLE);
  expect(await reach("reported", plan, "plant=bonn")).toBeNull();
  await arrive("reported", "plant=bonn", { "2014-09": "1" });
  expect(await reach("reported", plan, "plant=bonn")).toBe("2014-09");
});

test("another value of a KPI without members that reaches the moment already is no reason to ask again", async () => {
  const plan = planOf("plain", {});
  await arrive("plain", "", WHOLE);
  asked.length = 0;
  expect(await reach("plain", plan)).toBe("2014-09");
  await arrive("plain", "", { "2014-08": "80" });
  expect(await reach("plain", plan)).toBe("2014-09");
  expect(asked).toEqual([["plain"]]);
});

const FIRST_HIT = { from: 0, to: 1000, trajectory: "linear", evaluation: "first-hit" };

test.each([
  ["today", SEPTEMBER.instant],
  ["two years later", Date.parse("2016-10-01T04:00:00Z")],
])("a goal is judged by all of its window, however long, asked %s", async (_when, clockAt) => {
  const kpi = `long-${clockAt}`;
  await arrive(kpi, "", { "2011-02": "1500", "2014-09": "9" });
  expect(await standing(kpi, { measure: FIRST_HIT, clockAt })).toMatchObject({ actual: 1500 });
});
