import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openEmbeddedJobs } from "@milepost/jobs/embedded-jobs";
import type { Jobs } from "@milepost/jobs";
import { silentLogger, standingClock } from "@milepost/runtime";
import type { SettableClock } from "@milepost/runtime";
import { planFile, temporaryFolder } from "@milepost/testkit";
import { openTestLog } from "@milepost/testkit/test-log";
import type { TestLog } from "@milepost/testkit/test-log";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPlanApplier } from "../plans/apply-plan.ts";
import { followPlan } from "../plans/follow-plan.ts";
import type { PlanReader } from "../plans/follow-plan.ts";
import { kpisInLog, valuesInLog } from "../testing/values-in-log.ts";
import { createConnectorRuns } from "./connector-runs.ts";
import type { ConnectorRuns } from "./connector-runs.ts";
import type { ReadLastValues } from "./last-values.ts";
import { followRuns } from "./follow-runs.ts";
import type { RunReader } from "./follow-runs.ts";

const START = Date.parse("2026-10-01T06:00:00Z");
const folder = temporaryFolder;

let test: TestLog;
let files: ReturnType<typeof folder>;
let clock: SettableClock;
let jobs: Jobs;
let plan: PlanReader;
let runs: RunReader;
let connectorRuns: ConnectorRuns;
let appendedTo: string[];

beforeEach(async () => {
  test = await openTestLog();
  files = folder();
  clock = standingClock(START);
  appendedTo = [];
  await start();
  await applyConnector({});
});
afterEach(async () => {
  await stop();
  await test.close();
  files.remove();
});

async function start(readLastValues: ReadLastValues = valuesInLog(test.log)): Promise<void> {
  const { log } = test;
  jobs = openEmbeddedJobs({ logger: silentLogger() });
  plan = await followPlan(log, () => undefined);
  runs = await followRuns(log);
  connectorRuns = createConnectorRuns({
    log,
    clock,
    jobs,
    logger: silentLogger(),
    plan,
    runs,
    readLastValues,
    readFedKpis: kpisInLog(log),
    observationsVisible: async () => undefined,
    onAppended: (kpis) => appendedTo.push(...kpis),
    context: () => ({ kpis: plan.rules(), now: clock.now() }),
  });
}

async function stop(): Promise<void> {
  await connectorRuns.close();
  await Promise.all([jobs.close(), plan.close(), runs.close()]);
}

async function applyConnector(more: Record<string, unknown>): Promise<void> {
  const connector = {
    kind: "file",
    path: "values.csv",
    kpi: "revenue",
    knownAt: "period-end",
    period: { column: "month", grain: "month" },
    measures: [{ column: "value" }],
    ...more,
  };
  // Nothing is previewed here.
  const preview = (): Promise<never> => Promise.reject(new Error("a dry run"));
  const apply = createPlanApplier({ log: test.log, clock, plan, dataDir: files.path, preview });
  const text = JSON.stringify(planFile({ connectors: { file: connector } }));
  expect(await apply({ text, baseDir: files.path, actor: "test" })).toMatchObject({ ok: true });
}

function write(text: string): void {
  writeFileSync(join(files.path, "values.csv"), text);
}

interface Appended {
  readonly id: string;
  readonly time: string;
  readonly runid: string;
  readonly sourceline: string;
  readonly data: { readonly period: string; readonly value: string; readonly knownAt?: string };
}

async function observations(): Promise<readonly Appended[]> {
  return (await test.events("observations")) as unknown as readonly Appended[];
}

describe("a connector run", () => {
  it("as a backfill takes a period's first value as known since its end; a later value is known since now", async () => {
    await applyConnector({ knownAt: "read" });
    write("month,value\n2026-07,10\n2026-08,11\n2026-10,12\n");
    const run = await connectorRuns.run("file", { mode: "backfill" });
    expect(run).toMatchObject({ mode: "backfill", observationsAppended: 2, notYetPublished: 1 });
    write("month,value\n2026-07,10\n2026-08,12\n");
    expect(await connectorRuns.run("file", { mode: "backfill" })).toMatchObject({ observationsAppended: 1 });
    const known = (await observations()).map(({ data }) => [data.period, data.value, data.knownAt]);
    expect(known).toEqual([
      ["2026-07", "10", "2026-07-31T22:00:00.000Z"],
      ["2026-08", "11", "2026-08-31T22:00:00.000Z"],
      // Not stated: known when it is appended.
      ["2026-08", "12", undefined],
    ]);
  });

  it("appends what is new with its lineage, then its end with counts", async () => {
    write("month,value\n2026-08,10\n2026-09,11\n2026-10,12\n2026-07,\n2026-06,x\n");
    const run = await connectorRuns.run("file");
    expect(run).toMatchObject({
      run: "file-run-1",
      connector: "file",
      status: "succeeded_with_problems",
      rowsRead: 5,
      observationsAppended: 2,
      unchanged: 0,
      empty: 1,
      notYetPublished: 1,
      problemCount: 1,
      problems: [{ line: 6, column: "value", code: "bad_number" }],
    });
    expect(await observations()).toMatchObject([
      {
        source: "//milepost/connectors/file",
        actor: "connector:file",
        runid: "file-run-1",
        sourceline: "2",
        time: "2026-10-01T06:00:00.000Z",
        data: { period: "2026-08", value: "10", unit: "count", knownAt: "2026-08-31T22:00:00.000Z" },
      },
      { sourceline: "3", data: { period: "2026-09", knownAt: "2026-09-30T22:00:00.000Z" } },
    ]);
    expect(await test.events("runs")).toMatchObject([{ type: "milepost.run.completed.v1", data: run }]);
  });

  it("tells the conflict watch of what it appended, as a push does", async () => {
    write("month,value\n2026-08,10\n2026-09,11\n");
    await connectorRuns.run("file");
    expect(appendedTo).toEqual(["revenue"]);
    await connectorRuns.run("file");
    expect(appendedTo).toEqual(["revenue"]);
  });

  it("appends nothing for values that did not change, and a changed value as known since now", async () => {
    write("month,value\n2026-08,10\n2026-09,11\n");
    await connectorRuns.run("file");
    write("month,value\n2026-08,10.0\n2026-09,12\n");
    clock.set(START + 3_600_000);
    expect(await connectorRuns.run("file")).toMatchObject({ observationsAppended: 1, unchanged: 1 });
    const restated = (await observations()).at(-1);
    expect(restated).toMatchObject({ runid: "file-run-2", data: { period: "2026-09", value: "12" } });
    expect(restated?.data.knownAt).toBeUndefined();
  });

  it("lets a row arrive when its period is over", async () => {
    write("month,value\n2026-10,12\n");
    expect(await connectorRuns.run("file")).toMatchObject({ observationsAppended: 0, notYetPublished: 1 });
    clock.set(Date.parse("2026-10-31T23:00:00Z"));
    expect(await connectorRuns.run("file")).toMatchObject({ observationsAppended: 1, notYetPublished: 0 });
  });

  it("says where a value stood that the file leaves empty now, and does not turn it into 0", async () => {
    write("month,value\n2026-09,11\n");
    await connectorRuns.run("file");
    write("month,value\n2026-09,\n");
    const run = await connectorRuns.run("file");
    expect(run).toMatchObject({ observationsAppended: 0, empty: 1, status: "succeeded_with_problems" });
    expect(run.problems).toMatchObject([{ line: 2, column: "value", code: "value_withdrawn" }]);
  });

  it("names values whose rows the file has no more, and does not take them back", async () => {
    await applyConnector({ measures: [{ column: "value" }, { column: "plan", kind: "planned" }] });
    write("month,value,plan\n2026-07,9,1\n2026-08,10,1\n2026-09,11,1\n");
    expect(await connectorRuns.run("file")).toMatchObject({ status: "succeeded", problemCount: 0 });
    // A kind that the connector reads no more is not missed.
    await applyConnector({});
    write("month,value\n2026-09,11\n");
    const run = await connectorRuns.run("file");
    expect(run).toMatchObject({ status: "succeeded_with_problems", unchanged: 1, problemCount: 1 });
    expect(run.problems).toMatchObject([{ line: null, column: null, code: "rows_gone" }]);
    expect(run.problems[0]?.message).toContain("2 (revenue/2026-07/actual, revenue/2026-08/actual)");
    expect(await observations()).toHaveLength(6);
  });

  it("over a file that had rows and has none fails, until there are rows again", async () => {
    write("month,value\n");
    expect(await connectorRuns.run("file")).toMatchObject({ status: "succeeded", rowsRead: 0 });
    write("month,value\n2026-09,11\n");
    await connectorRuns.run("file");
    write("month,value\n");
    for (let tries = 0; tries < 2; tries += 1) {
      const run = await connectorRuns.run("file");
      expect(run).toMatchObject({ status: "failed", failure: { code: "connector_config", retryable: true } });
      expect(run.failure?.message).toContain("file-run-2 read 1");
    }
    write("month,value\n2026-09,11\n");
    expect(await connectorRuns.run("file")).toMatchObject({ status: "succeeded", unchanged: 1 });
  });

  it("over a file without a wanted column fails before anything is written, and says what to do", async () => {
    write("month,amount\n2026-09,11\n");
    const run = await connectorRuns.run("file");
    expect(run).toMatchObject({ status: "failed", failure: { code: "connector_config", retryable: false } });
    expect(run.failure?.message).toContain('no column "value"');
    expect(await observations()).toEqual([]);
  });

  it("judges values as posted events are judged: what has not begun is refused with its line", async () => {
    await applyConnector({ knownAt: "read" });
    write("month,value\n2026-10,1\n2026-11,2\n");
    const run = await connectorRuns.run("file");
    expect(run).toMatchObject({ observationsAppended: 1, problemCount: 1 });
    expect(run.problems).toMatchObject([{ line: 3, column: "value", code: "period_not_begun" }]);
  });

  it("that was broken off and is run again leaves what an uninterrupted run leaves", async () => {
    const rows = Array.from({ length: 200 }, (_, index) => {
      const month = `${2000 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
      return `${month},${index}`;
    });
    write(`month,value\n${rows.join("\n")}\n`);
    await connectorRuns.run("file");
    const whole = await observations();

    const other = await openTestLog();
    const first = test;
    await stop();
    test = other;
    await start();
    await applyConnector({});
    // The first attempt got half of its rows into the log and never came to its end.
    const half = (await first.events("observations")).slice(0, 100);
    await test.log.append(half.map((event) => ({ topic: "observations", key: "revenue/", event })));
    const run = await connectorRuns.run("file");
    expect(run).toMatchObject({ run: "file-run-1", observationsAppended: 100, unchanged: 100 });
    expect(await observations()).toEqual(whole);
    await first.close();
  });

  it("runs once for everybody who asks while it waits, and one at a time", async () => {
    write("month,value\n2026-09,11\n");
    const asked = await Promise.all([1, 2, 3].map(() => connectorRuns.run("file")));
    expect(new Set(asked.map(({ run }) => run)).size).toBeLessThanOrEqual(2);
    expect(await observations()).toHaveLength(1);
  });

  it("asked for twice under one idempotency key runs once", async () => {
    write("month,value\n2026-09,11\n");
    const first = await connectorRuns.run("file", { idempotencyKey: "k" });
    write("month,value\n2026-09,12\n");
    expect(await connectorRuns.run("file", { idempotencyKey: "k" })).toEqual(first);
    expect(await connectorRuns.run("file", { idempotencyKey: "l" })).toMatchObject({
      observationsAppended: 1,
    });
  });

  it("asked for again under the idempotency key of a run of long ago has no second effect", async () => {
    write("month,value\n2026-09,11\n");
    const first = await connectorRuns.run("file", { idempotencyKey: "k" });
    for (let later = 0; later < 51; later += 1) await connectorRuns.run("file");
    expect(await connectorRuns.run("file", { idempotencyKey: "k" })).toEqual(first);
  });

  it("can be looked at before: a preview appends nothing", async () => {
    write("month,value\n2026-09,11\n");
    const preview = await connectorRuns.preview("file");
    expect(preview).toMatchObject({
      observationsAppended: 1,
      observations: [{ kpi: "revenue", value: "11" }],
    });
    expect(await observations()).toEqual([]);
    expect(await connectorRuns.newest("file")).toEqual([]);
  });

  it("of a connector that the plan does not have is refused", async () => {
    await expect(connectorRuns.run("files")).rejects.toMatchObject({ code: "not_found" });
  });

  it("is scheduled as the plan says, and runs at once when it is new there", async () => {
    write("month,value\n2026-09,11\n");
    await applyConnector({ every: "PT1H" });
    connectorRuns.schedule();
    await expect.poll(() => observations(), { timeout: 5_000 }).toHaveLength(1);
  });
});
