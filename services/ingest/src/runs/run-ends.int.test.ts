import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openEmbeddedJobs } from "@milepost/jobs/embedded-jobs";
import { silentLogger, standingClock } from "@milepost/runtime";
import { planFile, temporaryFolder } from "@milepost/testkit";
import { openTestLog } from "@milepost/testkit/test-log";
import type { TestLog } from "@milepost/testkit/test-log";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPlanApplier } from "../plans/apply-plan.ts";
import { openRunsInstance } from "../testing/runs-instance.ts";
import type { RunsInstance } from "../testing/runs-instance.ts";
import type { ConnectorRunsParts } from "./connector-runs.ts";

const clock = standingClock(Date.parse("2026-11-28T06:00:00Z"));

let log: TestLog;
let files: ReturnType<typeof temporaryFolder>;
let instance: RunsInstance;

beforeEach(async () => {
  log = await openTestLog();
  files = temporaryFolder();
});
afterEach(async () => {
  await instance.close();
  await log.close();
  files.remove();
});

async function open(more: Partial<ConnectorRunsParts> = {}): Promise<void> {
  const jobs = openEmbeddedJobs({ logger: silentLogger() });
  instance = await openRunsInstance({ log: log.log, jobs, clock, more });
  const preview = (): Promise<never> => Promise.reject(new Error("a dry run"));
  const dataDir = files.path;
  const apply = createPlanApplier({ log: log.log, clock, plan: instance.plan, dataDir, preview });
  const file = {
    kind: "file",
    path: "file.csv",
    kpi: { column: "kpi" },
    period: { column: "month", grain: "month" },
    measures: [{ column: "value" }],
  };
  const text = JSON.stringify(planFile({ connectors: { file } }));
  expect(await apply({ text, baseDir: files.path, actor: "test" })).toMatchObject({ ok: true });
}

function write(...rows: readonly string[]): void {
  writeFileSync(join(files.path, "file.csv"), `kpi,month,value\n${rows.join("\n")}\n`);
}

test("a run that breaks for a reason nobody foresaw ends as failed, and tells what it appended before", async () => {
  await open({ readFedKpis: async () => Promise.reject(new TypeError("it broke")) });
  write("revenue,2026-09,11");
  const run = await instance.runs.run("file");
  expect(run).toMatchObject({
    run: "file-run-1",
    status: "failed",
    rowsRead: 1,
    observationsAppended: 1,
    failure: { code: "run_broke", retryable: false },
  });
  expect(run.failure?.message).toContain("it broke");
  expect(await instance.runs.newest("file")).toEqual([run]);
  expect(await log.events("observations")).toHaveLength(1);
});

test("a source that had rows and has none fails however often it failed since", async () => {
  await open();
  write("revenue,2026-09,11");
  expect(await instance.runs.run("file")).toMatchObject({ status: "succeeded" });
  write();
  for (let tries = 0; tries < 52; tries += 1) {
    expect(await instance.runs.run("file")).toMatchObject({ status: "failed" });
  }
  expect((await instance.runs.run("file")).failure?.message).toContain("file-run-1 read 1");
});
