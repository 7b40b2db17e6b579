import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { lastCompletePeriod } from "@milepost/contracts";
import { temporaryFolder } from "@milepost/testkit/running-milepost";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { DeploymentUnderTest } from "./deployment-under-test.fixture.ts";
import { startDeployment } from "./deployment-under-test.fixture.ts";

const DEMO = join(import.meta.dirname, "..", "demo");
const NEW_YORK = "America/New_York";
const ACTOR = "test";
/** Noon in New York on the first of October. */
const FIRST_DAY = Date.parse("2014-10-01T16:00:00Z");
const DAY_MS = 24 * 3_600_000;
/** October, and the day on which it is over. */
const DAYS = 32;
/** The whole past of the demo is assessed first. */
const WITHIN_MS = 600_000;

const folder = temporaryFolder();
let deployment: DeploymentUnderTest;

beforeAll(async () => {
  deployment = await startDeployment(folder.path, new Date(FIRST_DAY).toISOString());
  const { ingest, predict } = deployment.embedded;
  const text = await readFile(join(DEMO, "plan.yaml"), "utf8");
  await ingest.applyPlan({ text, baseDir: DEMO, actor: ACTOR });
  await newMonth();
  await predict.fillHistory();
  await deployment.caughtUp();
}, WITHIN_MS);
afterAll(async () => {
  await deployment.close();
  folder.remove();
});

/** What a month's end brings: its figures, and what they mean for each goal. */
async function newMonth(): Promise<void> {
  await deployment.embedded.ingest.runConnector("mta");
  await deployment.caughtUp();
  expect(await deployment.call("POST /v1/assessments")).toMatchObject({ status: 200 });
  await deployment.caughtUp();
}

async function setClock(now: string): Promise<void> {
  const event = {
    specversion: "1.0",
    id: `clock-${now}`,
    source: "//test",
    type: "milepost.clock.set.v1",
    time: now,
    recordedtime: now,
    actor: ACTOR,
    data: { now, reason: "the next day" },
  } as const;
  const { log, clock } = deployment.embedded;
  await log.append([{ topic: "strategy", key: "clock/demo", event }]);
  await clock.caughtUp();
}

async function everyItem<Item>(path: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const from: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const { status, body } = await deployment.call(`GET ${path}limit=1000${from}`);
    expect([path, status]).toEqual([path, 200]);
    items.push(...(body["items"] as Item[]));
    cursor = body["next"] as string | null;
  }
  return items;
}

interface OpenGoal {
  readonly goal: string;
  readonly window_from: string;
  readonly window_to: string;
}

interface Told {
  readonly goal: string;
  readonly period: string;
  readonly p_hit: number | null;
  readonly reason: string | null;
}

it(
  "S-154 for each initiative P(hit) is available daily; in backtest the alert precedes the miss by a published median lead time at a published precision",
  { timeout: WITHIN_MS },
  async () => {
    const goals = await everyItem<OpenGoal>("/v1/goals?");
    let lastPeriod = "2014-09";
    for (let day = 0; day < DAYS; day += 1) {
      const now = FIRST_DAY + day * DAY_MS;
      const date = new Date(now).toISOString().slice(0, 10);
      await setClock(new Date(now).toISOString());
      const { label } = lastCompletePeriod(now, "month", NEW_YORK);
      if (label !== lastPeriod) await newMonth();
      lastPeriod = label;
      const told = new Map(
        (await everyItem<Told>("/v1/assessments?asOf=now&")).map((one) => [one.goal, one]),
      );
      const open = goals.filter((one) => one.window_from <= date && date <= one.window_to);
      const without = open.filter(({ goal }) => {
        const said = told.get(goal);
        // What cannot be assessed says why.
        if (said === undefined || said.period < label) return true;
        return said.p_hit === null && said.reason === null;
      });
      expect([date, without]).toEqual([date, []]);
      const chances = open.filter(({ goal }) => (told.get(goal)?.p_hit ?? null) !== null);
      expect([date, chances.length > 100]).toEqual([date, true]);
    }
    expect(lastPeriod).toBe("2014-10");

    const alerts = await everyItem<{ backtest: boolean; outcome: string | null }>("/v1/alerts?");
    expect(alerts.filter(({ outcome }) => outcome !== null).every(({ backtest }) => backtest)).toBe(true);
    const { body } = await deployment.call("GET /v1/capabilities");
    const outputs = body["outputs"] as readonly Published[];
    const published = new Map(
      outputs.find(({ output }) => output === "alert")?.measured.map((one) => [one.measure, one]),
    );
    const [precision, lead] = [published.get("precision"), published.get("median_lead")];
    expect(precision?.value).toBeGreaterThan(0.5);
    expect(lead?.value).toBeGreaterThanOrEqual(1);
    const page = await deployment.app.inject({ url: "/track-record", headers: { host: "localhost" } });
    expect(page.body).toContain(`of the ${precision?.outcomes} goals that were alerted did miss`);
    expect(page.body).toContain(`${Math.round((precision?.value ?? 0) * 100)}\u00a0%</b>`);
    expect(page.body).toContain(`<b>${lead?.value} months</b>`);
  },
);

interface Published {
  readonly output: string;
  readonly measured: readonly {
    readonly measure: string;
    readonly value: number | null;
    readonly outcomes: number;
  }[];
}
