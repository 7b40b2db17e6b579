import { planFile, temporaryFolder } from "@milepost/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { DeploymentUnderTest } from "./deployment-under-test.fixture.ts";
import { startDeployment } from "./deployment-under-test.fixture.ts";
import type { MovedDeployment } from "./judged-deployment.fixture.ts";
import { monthsOf, moved } from "./judged-deployment.fixture.ts";

/** Two goals whose last value comes late: one after ten days, one after nobody waited for it any more. */
const folder = temporaryFolder();
const BEGIN = "2014-12-02T06:00:00Z";
let under: DeploymentUnderTest;
let move: MovedDeployment;

const stock = { unit: "count", direction: "increase", behaviour: "stock", grain: "month" };
const goal = { kind: "annual_goal", title: "Raise output", owner: "ann", window: 2014 };
const output = { ...goal, measure: { kpi: "output", from: 80, to: 100, evaluation: "at-due" } };
const quality = (tolerance: number, fields: object = {}): object => ({
  ...goal,
  ...fields,
  title: "Keep quality",
  cadence: "weekly",
  measure: { kpi: "quality", from: 80, to: 100, evaluation: "in-range", tolerance },
});

async function apply(goals: Readonly<Record<string, object>>): Promise<void> {
  const plan = planFile({
    calendars: { default: { kind: "gregorian", timeZone: "UTC" } },
    people: { ann: { name: "Ann", email: "ann@example.org" } },
    kpis: { output: { ...stock, name: "Output" }, quality: { ...stock, name: "Quality" } },
    goals,
    scorecards: {},
  });
  const { status, body } = await under.call("POST /v1/plans", plan);
  if (status !== 200) throw new Error(JSON.stringify(body));
}

/** December's value of a KPI, known as of now. */
async function december(kpi: string, value: number, now: string): Promise<void> {
  await move.at(now);
  const data = { kpi, series: {}, period: "2014-12", kind: "actual", value: String(value), knownAt: now };
  const event = {
    specversion: "1.0",
    id: `${kpi}-december-${now}`,
    source: "//test",
    type: "milepost.observation.recorded.v1",
    time: now,
    data: { ...data, completeness: "complete" },
  };
  expect((await under.call("POST /v1/events", [event])).body).toMatchObject({ rejected: 0 });
  await move.at(now.replace("06:00", "07:00"));
}

type Entry = Readonly<Record<string, unknown>>;
async function lookback(id: string): Promise<Entry & { readonly timeline: readonly Entry[] }> {
  const { status, body } = await under.call(`GET /v1/goals/${id}/lookback`);
  expect(status).toBe(200);
  return body as never;
}

beforeAll(async () => {
  under = await startDeployment(folder.path, BEGIN);
  move = moved(under);
  await apply({ output, quality: quality(2) });
  const values = monthsOf("2011-01", "2014-11").map(
    (month, index) => [month, 80 + ((index * 7) % 9)] as const,
  );
  await move.at(BEGIN, { output: values, quality: values });
});
afterAll(async () => {
  await under.close();
  folder.remove();
});

it("a goal is looked back on by the plan that it was judged by, also where that changed before its last value came", async () => {
  await move.at("2015-01-05T06:00:00Z");
  await apply({ output, quality: quality(5) });
  await december("quality", 97, "2015-01-10T06:00:00Z");
  const judged = {
    ended_as_of: "2015-01-10T06:00:00.000Z",
    outcome: "miss",
    actual: 97,
    shortfall_percent: 1,
  };
  expect(await lookback("quality")).toMatchObject(judged);
  await move.at("2015-01-11T06:00:00Z");
  await apply({ output, quality: quality(6, { effectiveFrom: "2014-12-03" }) });
  await move.at("2015-01-12T06:00:00Z");
  expect(await lookback("quality")).toMatchObject(judged);
});

it("nobody is said to have been silent after the window", async () => {
  const { gaps } = await lookback("quality");
  const words = "Nobody said anything from 2 December 2014 to 1 January 2015.";
  expect(gaps).toContainEqual(expect.objectContaining({ gap: "cadence", found: true, words }));
});

it("an outcome that comes after nobody waited for it any more is the first one, no correction", async () => {
  await move.at("2015-04-02T06:00:00Z");
  expect(await lookback("output")).toMatchObject({
    ended_as_of: "2015-04-01T00:00:00.000Z",
    corrected_as_of: null,
    outcome: "unscored",
  });
  await december("output", 90, "2015-05-20T06:00:00Z");
  const known = await lookback("output");
  expect(known).toMatchObject({
    ended_as_of: "2015-05-20T06:00:00.000Z",
    corrected_as_of: null,
    outcome: "miss",
    shortfall_percent: 10,
  });
  expect(known.timeline.map(({ what }) => what)).not.toContain("goal_corrected");
  expect(await move.pageOf("/goals/output/lookback")).toContain("(known 20 May 2015, 06:00).");
});

it("a correction is told once, also where the goal was told anew under another id", async () => {
  await december("output", 91, "2015-06-10T06:00:00Z");
  await apply({ fresh: { ...output, renamedFrom: "output" }, quality: quality(5) });
  await move.at("2015-06-11T06:00:00Z");
  const { body } = await under.call("GET /v1/goals/fresh");
  expect(body["closing"]).toMatchObject({ outcome: "miss", actual: 91 });
  const told = await lookback("fresh");
  expect(told).toMatchObject({ corrected_as_of: "2015-06-10T06:00:00.000Z", actual: 91 });
  expect(told.timeline.filter(({ what }) => what === "goal_corrected")).toHaveLength(1);
});
