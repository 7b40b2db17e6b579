import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parsePeriod, periodEndsAt, periodsBetween } from "@milepost/contracts";
import type { Period } from "@milepost/contracts";
import { planFile } from "@milepost/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { setClock, startDeployment } from "./deployment-under-test.fixture.ts";
import type { DeploymentUnderTest } from "./deployment-under-test.fixture.ts";

/** What a month brings: 2014 ends at 600, and never comes near what is asked for. */
const A_MONTH = 50;
const folder = mkdtempSync(join(tmpdir(), "milepost-next-window-"));
let under: DeploymentUnderTest;

const planOf = (window: unknown): object =>
  planFile({
    calendars: { default: { kind: "gregorian", timeZone: "UTC" } },
    people: { ann: { name: "Ann", email: "ann@example.org" } },
    kpis: {
      revenue: {
        name: "Revenue",
        unit: "count",
        decimals: 0,
        direction: "increase",
        behaviour: "flow",
        grain: "month",
      },
    },
    goals: {
      roll: {
        kind: "annual_goal",
        title: "Revenue of the year",
        owner: "ann",
        window,
        measure: { kpi: "revenue", from: 0, to: 900, evaluation: "cumulative" },
      },
    },
    scorecards: {},
  });

beforeAll(async () => {
  under = await startDeployment(folder, "2015-01-02T06:00:00Z");
  await under.call("POST /v1/plans", planOf(2014));
  await at("2015-01-02T06:00:00Z", "2011-01", "2014-12");
});
afterAll(async () => {
  await under.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Lets the clock stand at an instant at which the values of some months have arrived, and does what is due then. */
async function at(now: string, first: string, last: string): Promise<void> {
  const month = (label: string): Period => parsePeriod(label, "month") as Period;
  const events = periodsBetween(month(first), month(last)).map((period, index) => {
    const time = new Date(periodEndsAt(period, "UTC")).toISOString();
    const value = String(A_MONTH + (period.label < "2014" ? (index * 7) % 5 : 0));
    const data = { kpi: "revenue", series: {}, period: period.label, kind: "actual", value, knownAt: time };
    const type = "milepost.observation.recorded.v1";
    const common = { specversion: "1.0", id: `revenue-${period.label}`, source: "//test", type, time };
    return { ...common, data: { ...data, completeness: "complete" } };
  });
  await setClock(under, now);
  expect((await under.call("POST /v1/events", events)).body).toMatchObject({ rejected: 0 });
  await under.embedded.predict.assessNow();
  await under.embedded.predict.fillHistory();
  await under.caughtUp();
}

const goalNow = async (): Promise<Record<string, unknown>> => (await under.call("GET /v1/goals/roll")).body;
const listed = async (): Promise<unknown> => (await under.call("GET /v1/goals")).body["items"];
const alerts = async (): Promise<readonly Record<string, unknown>[]> =>
  (await under.call("GET /v1/alerts?goal=roll")).body["items"] as readonly Record<string, unknown>[];

it("a goal that gets its next window is open in it: it has not ended, is alerted, and its last window keeps its outcome", async () => {
  expect((await goalNow())["closing"]).toMatchObject({ outcome: "miss" });
  const before = await alerts();
  expect(before.length).toBeGreaterThan(0);

  await under.call("POST /v1/plans", planOf(2015));
  await at("2015-04-02T06:00:00Z", "2015-01", "2015-03");
  expect((await goalNow())["closing"]).toBeNull();
  expect(await listed()).toMatchObject([{ goal: "roll", outcome: null }]);
  const page = await under.app.inject({ url: "/kpis/revenue?goal=roll", headers: { host: "localhost" } });
  expect(page.body).toContain("<h1>Revenue will very likely miss:");
  const standing = (await alerts()).filter(({ outcome }) => outcome === null);
  expect(standing).toMatchObject([{ alert: "roll-2015-02", status: "open" }]);
  const ended = (await alerts()).filter(({ outcome }) => outcome !== null);
  expect(ended.map(({ alert, outcome }) => [alert, outcome])).toEqual(
    before.map(({ alert }) => [alert, "miss"]),
  );
});

it("looking back tells of the window that ended, and that the goal goes on", async () => {
  expect((await under.call("GET /v1/goals/roll/lookback")).body).toMatchObject({
    window_from: "2014-01-01",
    window_to: "2014-12-31",
    goes_on_to: "2015-12-31",
    outcome: "miss",
    actual: 600,
    target: 900,
  });
  const { timeline } = (await under.call("GET /v1/goals/roll/lookback")).body;
  const told = (timeline as readonly { readonly alert: string | null }[]).map(({ alert }) => alert);
  expect(new Set(told)).toEqual(new Set([null, "roll-2014-02"]));
  const page = await under.app.inject({ url: "/goals/roll/lookback", headers: { host: "localhost" } });
  expect(page.body.replaceAll(/\s+/g, " ")).toContain("the goal goes on, until 31 December 2015");
});
