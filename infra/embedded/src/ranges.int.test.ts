import { observationEvent, planFile, temporaryFolder } from "@milepost/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Answer, DeploymentUnderTest } from "./deployment-under-test.fixture.ts";
import { startDeployment } from "./deployment-under-test.fixture.ts";

const NOW = "2026-10-02T06:00:00.000Z";
const KPI = "days-of-stock";
const folder = temporaryFolder();
let under: DeploymentUnderTest;

const goal = (measure: Record<string, unknown>): Record<string, unknown> => ({
  kind: "key_result",
  title: "Neither too long nor too short",
  owner: "ann",
  window: 2026,
  measure: { kpi: KPI, ...measure },
});
const plan = (goals: Record<string, unknown>): string =>
  JSON.stringify(
    planFile({
      kpis: {
        [KPI]: {
          name: "Days of stock",
          unit: "days",
          decimals: 1,
          direction: "maintain",
          behaviour: "stock",
          grain: "month",
        },
      },
      goals,
      scorecards: { company: { items: [{ goal: "stock-2026", redFlag: 45 }] } },
    }),
  );
const GOALS = {
  "stock-2026": goal({ range: { lower: 18, upper: 24 }, evaluation: "in-range" }),
  "steady-2026": goal({ to: 21, tolerance: 3, evaluation: "control", successRatio: 0.9 }),
};

async function apply(text: string): Promise<Answer> {
  const headers = { host: "localhost", "content-type": "application/yaml" };
  const answer = await under.app.inject({ method: "POST", url: "/v1/plans", headers, payload: text });
  return { status: answer.statusCode, body: answer.json() };
}

const rowsOf = async (sql: string): Promise<readonly unknown[]> =>
  under.embedded.store.query({ name: "ranges", sql, params: {} });

beforeAll(async () => {
  under = await startDeployment(folder.path, NOW);
  await apply(plan(GOALS));
  // Thirty-three months just around 21 days, but for May 2026.
  const values = Array.from({ length: 33 }, (_, index) => (index === 28 ? 45 : 20 + ((index * 7) % 3)));
  const events = values.map((value, index) => {
    const period = `${2024 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
    return observationEvent({ data: { kpi: KPI, period, value: String(value) } });
  });
  await under.call("POST /v1/events", events);
  await under.caughtUp();
  await under.call("POST /v1/assessments");
  await under.caughtUp();
});
afterAll(async () => {
  await under.close();
  folder.remove();
});

it("a range in the plan file is what the assessment in the table is made against", async () => {
  const [stock] = await rowsOf(
    "SELECT p_hit, actual, target, target_lower, target_upper, expected_end, rule_status, reason FROM assessments WHERE goal = 'stock-2026' AND NOT backtest",
  );
  expect(stock).toMatchObject({ target: 21, target_lower: 18, target_upper: 24, rule_status: "on_track" });
  expect(stock).toMatchObject({ reason: null });
  const { p_hit: chance, expected_end: end } = stock as { p_hit: number; expected_end: number };
  expect(chance).toBeGreaterThan(0.7);
  expect(end).toBeGreaterThan(19);
  expect(end).toBeLessThan(23);
});

it("the one month that stands apart is told with its size on the assessment in the table, and on the page", async () => {
  const [stock] = await rowsOf("SELECT breaks FROM assessments WHERE goal = 'stock-2026' AND NOT backtest");
  const { breaks } = stock as { breaks: readonly { kind: string; period: string; ratio: number }[] };
  expect(breaks).toMatchObject([{ kind: "outlier", period: "2026-05" }]);
  expect(breaks[0]?.ratio).toBeGreaterThan(1);
  expect(breaks[0]?.ratio).toBeLessThan(1.3);
  const page = await under.app.inject({ url: `/kpis/${KPI}`, headers: { host: "localhost" } });
  expect(page.body).toMatch(/May 2026 \(\+\d+\s%\) is taken as a single event/);
});

it("control is told as shares of periods, from the plan file to the tables and the API", async () => {
  const [steady] = await rowsOf(
    "SELECT p_hit, actual, target, target_lower, target_upper FROM assessments WHERE goal = 'steady-2026' AND NOT backtest",
  );
  // Eight of nine months lie within the tolerance; eleven of twelve can.
  expect(steady).toMatchObject({
    actual: 0.888888888889,
    target: 0.9,
    target_lower: 0.9,
    target_upper: null,
  });
  expect((steady as { p_hit: number }).p_hit).toBeGreaterThan(0.5);
  const { body } = await under.call("GET /v1/goals/steady-2026");
  expect(body).toMatchObject({ evaluation: "control", assessment: { target: 0.9, crossing_period: null } });
});

it("derived rows and scorecards know the range: both ends, status by them, 10 points inside", async () => {
  const rows = await rowsOf(
    "SELECT period_label, actual, target_lower, target_upper, status FROM goal_progress WHERE goal = 'stock-2026' AND period_label IN ('2026-04', '2026-05') ORDER BY period_label",
  );
  const range = { target_lower: 18, target_upper: 24 };
  expect(rows).toEqual([
    expect.objectContaining({ ...range, status: "on_track" }),
    expect.objectContaining({ ...range, actual: 45, status: "off_track" }),
  ]);
  const scores = await rowsOf(
    "SELECT period_label, round(score, 3) AS score FROM scorecards WHERE level = 'item' AND period_label IN ('2026-04', '2026-05') ORDER BY period_label",
  );
  expect(scores).toEqual([
    { period_label: "2026-04", score: 10 },
    { period_label: "2026-05", score: 3.333 },
  ]);
  const [defined] = await rowsOf(
    "SELECT measure_to, measure_lower, measure_upper, success_ratio FROM goals WHERE goal = 'stock-2026'",
  );
  expect(defined).toEqual({ measure_to: null, measure_lower: 18, measure_upper: 24, success_ratio: null });
});

it("pages say the range from end to end", async () => {
  const answer = await under.app.inject({ url: `/kpis/${KPI}`, headers: { host: "localhost" } });
  expect(answer.statusCode).toBe(200);
  expect(answer.body).toMatch(/18\.0 – 24\.0 days|on target/);
});

it("a range without its place in the plan is refused, with the field and the way out", async () => {
  const { status, body } = await apply(plan({ "stock-2026": goal({ to: 21, evaluation: "in-range" }) }));
  expect(status).toBe(422);
  expect(JSON.stringify(body)).toContain("goals.stock-2026.measure.evaluation");
  expect(JSON.stringify(body)).toContain("measure.tolerance beside measure.to");
});
