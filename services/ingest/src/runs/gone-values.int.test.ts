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

const clock = standingClock(Date.parse("2026-11-28T06:00:00Z"));

let log: TestLog;
let files: ReturnType<typeof temporaryFolder>;
let instance: RunsInstance;

beforeEach(async () => {
  log = await openTestLog();
  files = temporaryFolder();
  const jobs = openEmbeddedJobs({ logger: silentLogger() });
  instance = await openRunsInstance({ log: log.log, jobs, clock });
});
afterEach(async () => {
  await instance.close();
  await log.close();
  files.remove();
});

const kpi = { name: "K", unit: "count", direction: "increase", behaviour: "flow", grain: "month" };

async function plan(named: object, kpis: readonly string[] = ["a", "a-cost", "b", "b-cost"]): Promise<void> {
  const preview = (): Promise<never> => Promise.reject(new Error("a dry run"));
  const dataDir = files.path;
  const apply = createPlanApplier({ log: log.log, clock, plan: instance.plan, dataDir, preview });
  const file = {
    kind: "file",
    path: "file.csv",
    kpi: { column: "kpi", ...named },
    period: { column: "month", grain: "month" },
    measures: [{ column: "value" }, { column: "cost", kpiSuffix: "-cost" }],
  };
  const planned = planFile({
    kpis: Object.fromEntries(kpis.map((id) => [id, kpi])),
    goals: {},
    connectors: { file },
  });
  const applied = await apply({ text: JSON.stringify(planned), baseDir: files.path, actor: "test" });
  expect(applied).toMatchObject({ ok: true });
}

/** Codes and messages of a run over these rows. */
async function problemsOf(...rows: readonly string[]): Promise<readonly string[]> {
  writeFileSync(join(files.path, "file.csv"), `kpi,month,value,cost\n${rows.join("\n")}\n`);
  const { problems } = await instance.runs.run("file");
  return problems.filter(({ code }) => code === "rows_gone").map(({ message }) => message);
}

test.each([
  ["a column names them", {}],
  ["a map translates its names", { map: { a: "a", b: "b" } }],
])("a KPI of which a file has no row more is named where %s", async (_where, named) => {
  await plan(named);
  expect(await problemsOf("a,2026-09,1,", "b,2026-09,2,3")).toEqual([]);
  const [gone, ...others] = await problemsOf("a,2026-09,1,");
  expect(others).toEqual([]);
  expect(gone).toContain("2 (b-cost/2026-09/actual, b/2026-09/actual)");
  // A KPI that is in the plan no more is missed by nobody.
  await plan({}, ["a", "a-cost"]);
  expect(await problemsOf("a,2026-09,1,")).toEqual([]);
});

test("a KPI that the map names no more is not missed", async () => {
  await plan({ map: { a: "a", b: "b" } });
  await problemsOf("a,2026-09,1,", "b,2026-09,2,");
  await plan({ map: { a: "a" } });
  expect(await problemsOf("a,2026-09,1,")).toEqual([]);
});
