import { planFile } from "@milepost/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openFoldsUnderTest, recordEvent } from "./folds.fixture.ts";
import type { FoldingInstance, FoldsUnderTest } from "./folds.fixture.ts";

let under: FoldsUnderTest;
let instance: FoldingInstance;

const plan = (name: string): object => {
  const common = { unit: "count", direction: "increase", behaviour: "flow", grain: "month" };
  const binding = {
    stream: "crm:deals",
    measure: { agg: "count" },
    time: { field: "at" },
    empty: "zero-if-proven",
  };
  return planFile({ kpis: { tickets: { name, ...common, binding } }, goals: {} });
};

beforeAll(async () => {
  under = await openFoldsUnderTest();
  instance = await under.instance();
  await instance.applyPlan(plan("Tickets"));
});
afterAll(() => under.close());

let ids = 0;
async function capture(key: string, at?: string): Promise<void> {
  const id = `r${(ids += 1)}`;
  const row = recordEvent({ id, key, ...(at === undefined ? {} : { fields: { at } }) });
  expect(await instance.post([row])).toMatchObject([{ status: "accepted" }]);
  await under.settled();
}

const said = async (): Promise<readonly unknown[]> =>
  under.query(
    "SELECT period_label AS period, toString(value) AS value, completeness FROM observations WHERE kpi = 'tickets' ORDER BY period",
  );

it("a zero that rows prove is complete when its period is over, also where they went before the period began", async () => {
  await capture("now", "2026-10-02");
  await capture("now");
  expect(await said()).toEqual([{ period: "2026-10", value: "0", completeness: "partial" }]);
  await capture("later", "2026-11-03");
  await capture("later");
  under.clock.set(Date.parse("2026-12-01T06:00:00Z"));
  // The plan's own events have the folds look at once; without any they look every minute.
  await instance.applyPlan(plan("All tickets"));
  const over = { value: "0", completeness: "complete" };
  await expect.poll(said, { timeout: 30_000 }).toEqual([
    { period: "2026-10", ...over },
    { period: "2026-11", ...over },
  ]);
  expect((await under.folds()).at(-1)).toMatchObject({ whole: false });
});
