import { planFile, temporaryFolder } from "@milepost/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { DeploymentUnderTest } from "./deployment-under-test.fixture.ts";
import { setClock, startDeployment } from "./deployment-under-test.fixture.ts";
import { recordEvent } from "./folds.fixture.ts";

const NOW = "2026-10-02T06:00:00.000Z";
const folder = temporaryFolder();
let under: DeploymentUnderTest;

const deals = (stages: readonly string[], more: Readonly<Record<string, unknown>> = {}): object => ({
  name: "Deals",
  unit: "count",
  direction: "increase",
  behaviour: "flow",
  grain: "month",
  binding: {
    stream: "crm:deals",
    measure: { agg: "sum", field: "amount" },
    time: { field: "closed_at" },
    filter: [{ field: "stage", op: "in", value: stages }],
  },
  ...more,
});
const measure = { kpi: "deals", from: 0, to: 100, trajectory: "step" };
const goals = { all: { kind: "annual_goal", title: "All deals", owner: "ann", window: 2026, measure } };
const plan = (
  stages: readonly string[],
  timeZone = "UTC",
  more: Readonly<Record<string, unknown>> = {},
): string =>
  JSON.stringify(
    planFile({
      calendars: { default: { kind: "gregorian", timeZone } },
      kpis: { deals: deals(stages, more) },
      goals,
    }),
  );

/** Folding begins on its own: it is waited for. */
const FOLDED = { timeout: 60_000 };
const STANDING = [{ period: "2026-08", actual: 120, status: "on_track" }];

interface Effects {
  readonly totals: { readonly statusChanges: number; readonly goals: number };
  readonly goals: readonly {
    readonly goal: string;
    readonly after: Readonly<Record<string, unknown>> | null;
  }[];
  readonly kpis: readonly Readonly<Record<string, unknown>>[];
  readonly notWorkedOut: readonly unknown[];
}

async function post(text: string, query = ""): Promise<Effects> {
  const headers = { host: "localhost", "content-type": "application/yaml" };
  const answer = await under.app.inject({ method: "POST", url: `/v1/plans${query}`, headers, payload: text });
  expect(answer.statusCode).toBe(200);
  return answer.json<{ effects: Effects }>().effects;
}

/** The goal's newest period, as the tables show it. */
async function shown(): Promise<readonly unknown[]> {
  return under.embedded.store.query({
    name: "progress",
    sql: "SELECT period_label AS period, actual, status FROM goal_progress WHERE goal = 'all' ORDER BY period_start DESC LIMIT 1",
    params: {},
  });
}

beforeAll(async () => {
  under = await startDeployment(folder.path, NOW);
  await post(plan(["won", "paid"]));
  const row = (key: string, stage: string, closed_at: string): object =>
    recordEvent({ id: key, key, time: NOW, fields: { amount: 60, stage, closed_at } });
  const rows = [row("a", "won", "2026-08-10T12:00:00Z"), row("b", "paid", "2026-08-31T23:30:00Z")];
  await under.call("POST /v1/events", rows);
});
afterAll(async () => {
  await under.close();
  folder.remove();
});

it.each([
  ["filter", plan(["won"]), { period: "2026-08", actual: 60, status: "off_track" }],
  [
    "calendar",
    plan(["won", "paid"], "Europe/Berlin"),
    { period: "2026-09", actual: 60, status: "off_track" },
  ],
])("a dry run folds the rows of a changed %s as deploying does", async (_what, changed, after) => {
  await expect.poll(shown, FOLDED).toEqual(STANDING);
  const effects = await post(changed, "?dryRun=true");
  expect(effects.notWorkedOut).toEqual([]);
  expect(effects.kpis).toMatchObject([{ kpi: "deals" }]);
  const [goal] = effects.goals;
  expect(goal?.after).toMatchObject(after);
  expect(await shown()).toEqual(STANDING);

  await post(changed);
  const { period, actual, status } = goal?.after ?? {};
  await expect.poll(shown, FOLDED).toEqual([{ period, actual, status }]);
  await post(plan(["won", "paid"]));
});

it("a KPI that comes back to its rows takes its values back, and a dry run says so", async () => {
  const bound = plan(["won", "paid"]);
  const later = "2026-10-02T06:05:00.000Z";
  await expect.poll(shown, FOLDED).toEqual(STANDING);
  await post(plan(["won", "paid"], "UTC", { binding: undefined, source: "//push/x" }));
  const pushed = {
    specversion: "1.0",
    id: "pushed",
    source: "//push/x",
    type: "milepost.observation.recorded.v1",
    time: later,
    data: { kpi: "deals", period: "2026-08", kind: "actual", value: 888 },
  };
  await setClock(under, later);
  await under.call("POST /v1/events", [pushed]);
  await expect.poll(shown, FOLDED).toMatchObject([{ actual: 888 }]);
  await setClock(under, "2026-10-02T06:10:00.000Z");

  const { goals: changed } = await post(bound, "?dryRun=true");
  expect(changed).toMatchObject([{ goal: "all", after: { period: "2026-08", actual: 120 } }]);
  await post(bound);
  await expect.poll(shown, FOLDED).toEqual(STANDING);
});
