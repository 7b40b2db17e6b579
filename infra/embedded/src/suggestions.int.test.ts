import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventOfType, MilepostEvent } from "@milepost/contracts";
import { parsePeriod, periodEndsAt, periodsBetween } from "@milepost/contracts";
import { planFile } from "@milepost/testkit";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startDeployment } from "./deployment-under-test.fixture.ts";
import type { Answer, DeploymentUnderTest } from "./deployment-under-test.fixture.ts";

const NOW = "2014-07-02T12:00:00Z";
const GOAL = "output-2014";
const ALERT = "output-2014-2014-02";
const folder = mkdtempSync(join(tmpdir(), "milepost-suggestions-"));
let under: DeploymentUnderTest;

/** About 100 a month come: 600 by June, and 1,300 would take 117 a month. */
const kpi = {
  name: "Output",
  unit: "tonnes",
  decimals: 0,
  direction: "increase",
  behaviour: "flow",
  grain: "month",
};
const goal = (title: string, more: object): object => ({
  kind: "annual_goal",
  title,
  owner: "ann",
  window: 2014,
  measure: { kpi: "output", to: 1300, evaluation: "cumulative" },
  ...more,
});
const plan = (own: object = {}): ReturnType<typeof planFile> =>
  planFile({
    calendars: { default: { kind: "gregorian", timeZone: "UTC" } },
    people: {
      ann: { name: "Ann", email: "ann@example.org" },
      bob: { name: "Bob", email: "bob@example.org" },
    },
    kpis: { output: kpi },
    goals: {
      [GOAL]: goal("Raise output", own),
      "output-line-1": goal("Raise output of line 1", { parent: GOAL, weight: 3 }),
      "output-line-2": goal("Raise output of line 2", {
        parent: GOAL,
        measure: { kpi: "output", to: 1100, evaluation: "cumulative" },
      }),
    },
    scorecards: {},
    alerting: { raiseBelow: 0.5, periods: 2, clearAbove: 0.65 },
  } as never);

type Option = Readonly<Record<string, unknown>>;

beforeAll(async () => {
  under = await startDeployment(folder, NOW);
  await under.call("POST /v1/plans", plan());
  const month = (label: string): never => parsePeriod(label, "month") as never;
  const events = periodsBetween(month("2011-01"), month("2014-06")).map(({ label }, at) => {
    const end = new Date(periodEndsAt(month(label), "UTC")).toISOString();
    const value = String(100 + ((at * 7) % 9) - 4);
    const data = { kpi: "output", series: {}, period: label, kind: "actual", value, knownAt: end };
    const type = "milepost.observation.recorded.v1";
    const envelope = { specversion: "1.0", id: `output-${label}`, source: "//test", type, time: end };
    return { ...envelope, data: { ...data, completeness: "complete" } };
  });
  await under.call("POST /v1/events", events);
  await assess();
});
afterAll(async () => {
  await under.close();
  rmSync(folder, { recursive: true, force: true });
});

async function assess(): Promise<void> {
  await under.embedded.predict.assessNow();
  await under.embedded.predict.fillHistory();
  await under.caughtUp();
}

async function options(kind?: string): Promise<readonly Option[]> {
  const { status, body } = await under.call(`GET /v1/alerts/${ALERT}/options`);
  expect(status, JSON.stringify(body)).toBe(200);
  const items = body["items"] as Option[];
  return items.filter((one) => one["is_current"] === true && (kind === undefined || one["kind"] === kind));
}

async function pageText(): Promise<string> {
  const page = await under.app.inject({ url: `/alerts/${ALERT}`, headers: { host: "localhost" } });
  expect(page.statusCode).toBe(200);
  return page.body
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll("\u00a0", " ")
    .replaceAll(/\s+/g, " ");
}

async function eventsOf<Type extends MilepostEvent["type"]>(
  type: Type,
): Promise<readonly EventOfType<Type>[]> {
  const found: EventOfType<Type>[] = [];
  for (const topic of ["assessments", "strategy"] as const) {
    const range = { topic, partition: 0, from: 0, to: Number.MAX_SAFE_INTEGER };
    for await (const batch of under.embedded.log.read(range))
      for (const { value } of batch)
        if ((value as MilepostEvent).type === type) found.push(value as EventOfType<Type>);
  }
  return found;
}

it("an alert says what it takes, which date or target would do, and which goal below adds most", async () => {
  expect(await options("pace")).toMatchObject([
    { value: expect.closeTo(117, 0), reached: 0, reached_of: 36 },
  ]);
  const dates = await options("date");
  expect(dates.map((one) => one["due_on"])).toEqual(["2015-02-28", "2015-03-31", "2015-04-30"]);
  const [target] = await options("target");
  expect(target?.["value"]).toBeLessThan(1300);
  for (const one of [...dates, target]) {
    expect(one?.["p_hit"]).toBeGreaterThan(0.65);
    expect(one?.["change"]).toBeCloseTo(Number(one?.["p_hit"]) - Number(one?.["p_hit_now"]), 6);
    expect(one?.["p_hit_now"]).toBeLessThan(0.5);
  }
  expect(await options("child")).toMatchObject([
    { child: "output-line-1", weight: 3 },
    { child: "output-line-2" },
  ]);
  const page = await pageText();
  expect(page).toContain("What you can do");
  expect(page).toContain(
    `Aim for ${Number(target?.["value"]).toLocaleString("en")} tonnes instead of 1,300 tonnes`,
  );
  expect(page).toContain("Give it until 28 February 2015 instead of 31 December 2014");
  expect(page).toContain("Look at “Raise output of line 1”");
});

it("an alert is weighed once an assessment, and never on what is past", async () => {
  const before = await eventsOf("milepost.options.weighed.v1");
  await assess();
  const after = await eventsOf("milepost.options.weighed.v1");
  expect(before.length).toBeGreaterThan(0);
  expect(after).toEqual(before);
  const live = (await eventsOf("milepost.alert.raised.v1")).filter(({ data }) => !data.backtest);
  expect(new Set(after.map(({ data }) => data.alert))).toEqual(new Set(live.map(({ data }) => data.alert)));
});

it("built anew from the log, the tables say the same", async () => {
  const before = await under.call(`GET /v1/alerts/${ALERT}/options`);
  const { body } = await under.call("POST /v1/rebuilds");
  const path = `GET /v1/rebuilds/${encodeURIComponent(String(body["rebuild"]))}`;
  const ended = async (): Promise<Answer> => under.call(path);
  await vi.waitFor(async () => expect((await ended()).body).toMatchObject({ state: "done" }), {
    timeout: 30_000,
    interval: 200,
  });
  expect((await ended()).body).toMatchObject({ differed: false });
  expect(await under.call(`GET /v1/alerts/${ALERT}/options`)).toEqual(before);
});
