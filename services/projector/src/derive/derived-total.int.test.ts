import { readFileSync } from "node:fs";
import { decidePlan, emptyPlan, parsePlan } from "@milepost/plan";
import type { NewRecord } from "@milepost/event-log";
import { goalProgress } from "@milepost/store/queries/goal-progress";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProjectorUnderTest } from "../projector-parts.fixture.ts";
import { definition, observation, startProjector } from "../projector-parts.fixture.ts";

const DESIGN_PLAN = new URL("../../../../libs/plan/src/fixtures/design.yaml", import.meta.url);

let under: ProjectorUnderTest;
beforeAll(async () => {
  under = await startProjector();
  await under.appendAndWait(designPlan());
});
afterAll(async () => under.close());

/** The plan that the documents show: its one goal is measured by a total that nobody reports. */
function designPlan(): readonly NewRecord[] {
  const parsed = parsePlan(readFileSync(DESIGN_PLAN, "utf8"));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  let ids = 0;
  const newId = (): string => `plan-${(ids += 1)}`;
  const context = { now: "2026-01-01T00:00:00.000Z", source: "//test/plan", actor: "ann", newId };
  const decided = decidePlan(parsed.plan, emptyPlan, context);
  if (!decided.ok) throw new Error(JSON.stringify(decided.problems));
  return decided.events;
}

function delivered(plant: string, period: string, [numerator, denominator]: [number, number]): NewRecord {
  return observation({
    kpi: "on-time-delivery",
    series: { plant },
    period,
    value: String(numerator / denominator),
    numerator: String(numerator),
    denominator: String(denominator),
  });
}

async function actuals(goal = "otd-2026"): Promise<Readonly<Record<string, number | null>>> {
  const rows = await under.database.store.query(goalProgress({ goals: [goal] }));
  return Object.fromEntries(rows.map(({ period_label: period, actual }) => [period, actual]));
}

test("a goal on a derived total follows its members' summed parts, and is unknown where a member is missing", async () => {
  await under.appendAndWait([
    delivered("ulm", "2026-01", [900, 1000]),
    delivered("bonn", "2026-01", [150, 200]),
    delivered("ulm", "2026-02", [950, 1000]),
    delivered("bonn", "2026-02", [160, 200]),
    delivered("ulm", "2026-03", [960, 1000]),
  ]);
  const before = await actuals();
  expect(before).toMatchObject({ "2026-01": 0.875, "2026-02": 0.925 });
  expect(before["2026-03"] ?? null).toBeNull();

  await under.appendAndWait([delivered("bonn", "2026-03", [180, 200])]);
  expect(await actuals()).toMatchObject({ "2026-01": 0.875, "2026-02": 0.925, "2026-03": 0.95 });
});

test("a goal on the derived total of a running figure has no row any more once what runs there is no flow, live and rebuilt", async () => {
  const trips = { name: "Trips", unit: "count", behaviour: "flow", grain: "month", direction: "increase" };
  const running = { behaviour: "running", runningOf: "trips", dimensions: ["plant"], total: "derived" };
  const measure = { kpi: "trips-to-date", to: 90 };
  const toDate = (plant: string, value: string): NewRecord =>
    observation({ kpi: "trips-to-date", series: { plant }, period: "2026-01", value });
  await under.appendAndWait([
    definition("kpi", "trips", trips),
    definition("kpi", "trips-to-date", { ...trips, ...running }),
    definition("goal", "drive", { kind: "annual_goal", owner: "ann", window: 2026, title: "Drive", measure }),
    toDate("ulm", "30"),
    toDate("bonn", "12"),
  ]);
  expect(await actuals("drive")).toEqual({ "2026-01": 42 });

  await under.appendAndWait([definition("kpi", "trips", { ...trips, behaviour: "stock" })]);
  expect(await actuals("drive")).toEqual({});
  expect((await under.rebuild()).differed).toBe(false);
});
