import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunCompletedData } from "@milepost/contracts";
import { openEmbeddedJobs } from "@milepost/jobs/embedded-jobs";
import { silentLogger, standingClock } from "@milepost/runtime";
import type { SettableClock } from "@milepost/runtime";
import { planFile, temporaryFolder } from "@milepost/testkit";
import { openTestLog } from "@milepost/testkit/test-log";
import type { TestLog } from "@milepost/testkit/test-log";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPlanApplier } from "../plans/apply-plan.ts";
import { openRunsInstance } from "../testing/runs-instance.ts";
import type { RunsInstance } from "../testing/runs-instance.ts";

const START = Date.parse("2026-11-28T06:00:00Z");
const UNO = "//milepost/connectors/uno";
const ONE = "//milepost/connectors/one";

const REVENUE = { name: "Revenue", unit: "count", direction: "increase", behaviour: "flow", grain: "month" };

let log: TestLog;
let files: ReturnType<typeof temporaryFolder>;
let clock: SettableClock;
let instance: RunsInstance;

beforeEach(async () => {
  log = await openTestLog();
  files = temporaryFolder();
  clock = standingClock(START);
  const jobs = openEmbeddedJobs({ logger: silentLogger() });
  instance = await openRunsInstance({ log: log.log, jobs, clock });
});
afterEach(async () => {
  await instance.close();
  await log.close();
  files.remove();
});

/** A plan whose revenue every named connector feeds from a file of its name. */
async function plan(connectors: readonly string[], kpi: object = {}): Promise<void> {
  const preview = (): Promise<never> => Promise.reject(new Error("a dry run"));
  const apply = createPlanApplier({
    log: log.log,
    clock,
    plan: instance.plan,
    dataDir: files.path,
    preview,
  });
  const kpis = { revenue: { ...REVENUE, ...kpi } };
  const goals = {};
  const connectorsOf = Object.fromEntries(connectors.map((id) => [id, connector(`${id}.csv`)]));
  const text = JSON.stringify(planFile({ kpis, goals, connectors: connectorsOf }));
  expect(await apply({ text, baseDir: files.path, actor: "test" })).toMatchObject({ ok: true });
}

function connector(path: string): object {
  return {
    kind: "file",
    path,
    kpi: "revenue",
    period: { column: "month", grain: "month" },
    measures: [{ column: "value" }],
  };
}

/** Runs a connector over months and values, a minute after whatever ran before. */
async function run(id: string, rows: Readonly<Record<string, number>>): Promise<RunCompletedData> {
  const lines = Object.entries(rows).map(([month, value]) => `${month},${value}`);
  writeFileSync(join(files.path, `${id}.csv`), `month,value\n${lines.join("\n")}\n`);
  clock.set(clock.now() + 60_000);
  return instance.runs.run(id);
}

/** Values that a source said while the plan named it, or nobody, in the log's order. */
async function accepted(source: string): Promise<readonly string[]> {
  return (await log.events("observations")).flatMap((event) => {
    if (event.type !== "milepost.observation.recorded.v1" || event.source !== source) return [];
    const { period, value, judged } = event.data;
    return ["", source].includes(judged?.seriesSource ?? "") ? [`${period} ${value}`] : [];
  });
}

test("what was kept apart is said again once the plan names its source, and then no more", async () => {
  await plan(["one"]);
  await run("one", { "2026-08": 100, "2026-09": 110 });
  await plan(["uno"]);
  const rows = { "2026-08": 100, "2026-09": 115, "2026-10": 120 };
  expect(await run("uno", rows)).toMatchObject({ observationsAppended: 3 });
  await plan(["uno"], { source: UNO });
  const named = await run("uno", rows);
  expect(named).toMatchObject({ status: "succeeded", observationsAppended: 3, unchanged: 0 });
  const events = await log.events("observations");
  expect(events.slice(-3)).toMatchObject(
    ["100", "115", "120"].map((value) => ({ source: UNO, data: { value, judged: { seriesSource: UNO } } })),
  );
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  expect(await run("uno", rows)).toMatchObject({ observationsAppended: 0, unchanged: 3 });
});

test("a source that is named again says what another one said otherwise meanwhile", async () => {
  await plan(["one", "uno"]);
  await run("one", { "2026-08": 100 });
  await plan(["one", "uno"], { source: UNO });
  await run("uno", { "2026-08": 130 });
  await plan(["one", "uno"], { source: ONE });
  expect(await run("one", { "2026-08": 100 })).toMatchObject({ observationsAppended: 1, unchanged: 0 });
  expect(await run("one", { "2026-08": 100 })).toMatchObject({ observationsAppended: 0, unchanged: 1 });
  expect(await accepted(ONE)).toEqual(["2026-08 100", "2026-08 100"]);
});

test("a value in the place of another source's was not known before it was read: only a period's first one was", async () => {
  await plan(["one"]);
  await run("one", { "2026-08": 100 });
  await plan(["uno"], { source: UNO });
  writeFileSync(join(files.path, "uno.csv"), "month,value\n2026-08,115\n2026-09,120\n");
  await instance.runs.run("uno", { mode: "backfill" });
  const known = (await log.events("observations")).slice(-2).map(({ data }) => data);
  expect(known).toMatchObject([
    { period: "2026-08", value: "115" },
    { period: "2026-09", knownAt: "2026-09-30T22:00:00.000Z" },
  ]);
  expect(known[0]).not.toHaveProperty("knownAt");
});

test("a run whose values do not count says so, each time, and what to do", async () => {
  await plan(["one"]);
  await run("one", { "2026-08": 100 });
  await plan(["uno"]);
  for (const [appended, unchanged] of [
    [2, 0],
    [0, 2],
  ]) {
    const apart = await run("uno", { "2026-08": 100, "2026-09": 115 });
    expect(apart).toMatchObject({ observationsAppended: appended, unchanged, problemCount: 1 });
    expect(apart.status).toBe("succeeded_with_problems");
    expect(apart.problems).toMatchObject([{ line: null, code: "not_the_source" }]);
    expect(apart.problems[0]?.message).toContain(`2 values of "revenue"`);
    expect(apart.problems[0]?.message).toContain(`its source is ${ONE}`);
    expect(apart.problems[0]?.message).toContain(`source: ${UNO}`);
  }
  expect((await instance.runs.preview("uno")).problems).toMatchObject([{ code: "not_the_source" }]);
  // What never counted is not missed where its row is gone.
  expect((await run("uno", { "2026-08": 100 })).problems).toMatchObject([{ code: "not_the_source" }]);
});

test("a value of a period that runs on is partial, and is said again as complete when the period is over", async () => {
  await plan(["one"]);
  await run("one", { "2026-10": 5, "2026-11": 37 });
  expect(await run("one", { "2026-10": 5, "2026-11": 37 })).toMatchObject({
    observationsAppended: 0,
    unchanged: 2,
  });
  clock.set(Date.parse("2026-12-01T06:00:00Z"));
  expect(await run("one", { "2026-10": 5, "2026-11": 37 })).toMatchObject({
    observationsAppended: 1,
    unchanged: 1,
  });
  expect(await run("one", { "2026-10": 5, "2026-11": 37 })).toMatchObject({
    observationsAppended: 0,
    unchanged: 2,
  });
  const said = (await log.events("observations")).map(({ data }) => data);
  expect(said).toMatchObject([
    { period: "2026-10", completeness: "complete" },
    { period: "2026-11", completeness: "partial" },
    { period: "2026-11", completeness: "complete", value: "37" },
  ]);
});

test("a backfill does not miss a row that waits for its period's end", async () => {
  await plan(["one"]);
  await run("one", { "2026-10": 5, "2026-11": 37 });
  const backfill = await instance.runs.run("one", { mode: "backfill" });
  expect(backfill).toMatchObject({ status: "succeeded", notYetPublished: 1, unchanged: 1 });
  writeFileSync(join(files.path, "one.csv"), "month,value\n2026-11,37\n");
  const gone = await instance.runs.run("one", { mode: "backfill" });
  expect(gone.problems).toMatchObject([{ code: "rows_gone" }]);
  expect(gone.problems[0]?.message).toContain("1 (revenue/2026-10/actual)");
});
