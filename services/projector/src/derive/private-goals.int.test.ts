import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProjectorUnderTest } from "../projector-parts.fixture.ts";
import { definition, observation, smallPlan, startProjector } from "../projector-parts.fixture.ts";

let under: ProjectorUnderTest;
beforeAll(async () => {
  under = await startProjector();
});
afterAll(async () => under.close());

const items = [
  { goal: "orders-2026", perspective: "customer" },
  { goal: "secret-2026", perspective: "financial" },
];

/** What the table says of the scorecard: its groups, each with the items under it. */
async function groups(): Promise<readonly string[]> {
  const rows = await under.database.store.query<{ group: string }>({
    name: "groups",
    sql: "SELECT DISTINCT concat(level, ' ', id, ' ', toString(items)) AS group FROM scorecards WHERE scorecard = 'half-secret' ORDER BY group",
    params: {},
  });
  return rows.map(({ group }) => group);
}

test("a private goal is in no group of its scorecard, also where it was public before", async () => {
  const goal = { kind: "annual_goal", title: "Secret", owner: "ann", window: 2026 };
  const measure = { kpi: "orders", to: 100 };
  await under.appendAndWait([
    ...smallPlan(),
    definition("goal", "secret-2026", { ...goal, measure }),
    definition("scorecard", "half-secret", { layout: "perspectives", items }),
    observation({ kpi: "orders", period: "2026-07", value: "70" }),
  ]);
  expect(await groups()).toEqual([
    "item orders-2026 1",
    "item secret-2026 1",
    "perspective customer 1",
    "perspective financial 1",
    "scorecard half-secret 2",
  ]);
  await under.appendAndWait([definition("goal", "secret-2026", { ...goal, measure, private: true })]);
  expect(await groups()).toEqual(["item orders-2026 1", "perspective customer 1", "scorecard half-secret 1"]);
});
