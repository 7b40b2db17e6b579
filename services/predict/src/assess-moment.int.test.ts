import { planFileSchema } from "@milepost/contracts";
import { expect, test } from "vitest";
import { openTestDeployment } from "./testing/test-deployment.ts";

const FEBRUARY = Date.parse("2014-02-01T06:00:00Z");
/** More KPIs than share one reading, and in most buckets more than are read at once. */
const GOALS = 1_700;

test("however many goals there are, each is assessed once, by the values of its own KPI", async () => {
  const deployment = await openTestDeployment(FEBRUARY);
  const ids = Array.from({ length: GOALS }, (_, index) => `k${index}`);
  const kpi = { name: "Calls", unit: "count", behaviour: "flow", grain: "month", direction: "increase" };
  const goal = { kind: "annual_goal", title: "Calls", owner: "ann", window: 2014 };
  const plan = planFileSchema.parse({
    apiVersion: "milepost/v1",
    kpis: Object.fromEntries(ids.map((id) => [id, kpi])),
    goals: Object.fromEntries(
      ids.map((id) => [
        `goal-${id}`,
        { ...goal, measure: { kpi: id, to: 12_000, evaluation: "cumulative" } },
      ]),
    ),
    people: { ann: { name: "Ann", email: "ann@example.com" } },
  });
  await deployment.apply(plan);
  const valueOf = (index: number): number => 1_000 + index;
  await deployment.push(
    ids.map((id, index) => ({
      kpi: id,
      period: "2014-01",
      periodEnd: "2014-01-31",
      kind: "actual",
      value: String(valueOf(index)),
    })),
  );
  await deployment.predict.assessNow();
  const made = (await deployment.events("assessments")).map(({ data }) => data as Record<string, unknown>);
  const textOf = (...said: readonly unknown[]): string => JSON.stringify(said);
  const told = made.map(({ goal: id, period, actual }) => textOf(id, period, actual));
  const expected = ids.map((id, index) => textOf(`goal-${id}`, "2014-01", valueOf(index)));
  expect(told.toSorted()).toEqual(expected.toSorted());
  await deployment.close();
});
