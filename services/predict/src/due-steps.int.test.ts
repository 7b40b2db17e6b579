import { expect, test, vi } from "vitest";
import { demoPlan, demoValues } from "./testing/demo-values.ts";
import { openTestDeployment } from "./testing/test-deployment.ts";

const KPI = "mnr-elevator-availability";
const OCTOBER = Date.parse("2014-10-01T04:00:00Z");
const NOVEMBER = Date.parse("2014-11-01T04:00:00Z");
const DAY_MS = 24 * 3_600_000;
/** Twice as long as it takes to look at the clock, on a busy machine. */
const WAIT_MS = 60_000;

test("what is due by the time alone is done without any news, once: the alert goes up, and whom it goes to is told", async () => {
  const under = await openTestDeployment(OCTOBER);
  const plan = demoPlan(KPI);
  const goals = Object.entries(plan.goals).filter(([id]) => id.endsWith("-2014"));
  const alerting = { raiseBelow: 0.999, periods: 1, clearAbove: 0.999, acknowledgeWithin: "P1D" };
  await under.apply({
    ...plan,
    goals: Object.fromEntries(goals),
    alerting: { ...alerting, escalateTo: ["head"] },
  });
  await under.push(demoValues("2014-09", KPI));
  await under.predict.assessNow();
  await under.predict.fillHistory();
  const told = async (): Promise<readonly string[]> =>
    (await under.events("assessments")).flatMap(({ type, data }) => {
      if (type === "milepost.alert.escalated.v1")
        return [`escalated to ${String((data as { to: string }).to)}`];
      return type === "milepost.alerts.delivered.v1" ? [`told ${(data as { owner: string }).owner}`] : [];
    });
  expect(await told()).toEqual(["told mnr-performance"]);
  under.clock.set(OCTOBER + DAY_MS);
  const all = ["told mnr-performance", "escalated to head", "told head"];
  await vi.waitFor(async () => expect(await told()).toEqual(all), { timeout: WAIT_MS, interval: 200 });
  await under.predict.assessNow();
  expect(await told()).toEqual(all);
  await under.close();
});

test("a period that completes while the first round is under way is assessed by itself", async () => {
  const under = await openTestDeployment(OCTOBER);
  const plan = demoPlan(KPI);
  const goals = Object.entries(plan.goals).filter(([id]) => id.endsWith("-2014"));
  await under.apply({ ...plan, goals: Object.fromEntries(goals) });
  await under.push(demoValues("2014-10", KPI));
  const assessed = async (): Promise<readonly string[]> =>
    (await under.events("assessments")).flatMap(({ type, data }) =>
      type === "milepost.assessment.made.v1" ? [(data as { period: string }).period] : [],
    );
  await under.predict.assessNow(() => under.clock.set(NOVEMBER));
  expect(await assessed()).toContain("2014-09");
  expect(await assessed()).not.toContain("2014-10");
  await vi.waitFor(async () => expect(await assessed()).toContain("2014-10"), {
    timeout: WAIT_MS,
    interval: 200,
  });
  await under.close();
});
