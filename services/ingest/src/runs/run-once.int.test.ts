import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileConnectorSchema } from "@milepost/contracts";
import type { RunCompletedData } from "@milepost/contracts";
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
import { followRuns } from "./follow-runs.ts";
import type { RunReader } from "./follow-runs.ts";
import { runOnce } from "./run-once.ts";

const START = Date.parse("2026-10-01T06:00:00Z");

let test: TestLog;
let files: ReturnType<typeof temporaryFolder>;
let clock: SettableClock;
let plan: PlanReader;
let runs: RunReader;

beforeEach(async () => {
  test = await openTestLog();
  files = temporaryFolder();
  clock = standingClock(START);
  plan = await followPlan(test.log, () => undefined);
  runs = await followRuns(test.log);
  await define();
});
afterEach(async () => {
  await Promise.all([plan.close(), runs.close()]);
  await test.close();
  files.remove();
});

async function define(): Promise<void> {
  const preview = (): Promise<never> => Promise.reject(new Error("a dry run"));
  const apply = createPlanApplier({ log: test.log, clock, plan, dataDir: files.path, preview });
  const text = JSON.stringify(planFile({}));
  expect(await apply({ text, baseDir: files.path, actor: "test" })).toMatchObject({ ok: true });
}

const BROKEN = new Error("broken off");

/** One attempt at the run that is open; it reads a value, and breaks off before its end unless it is to end. */
async function attempt(value: string, ends: boolean): Promise<RunCompletedData> {
  clock.set(clock.now() + 60_000);
  return readAndRun(value, ends);
}

/** A run at the clock's present time. */
async function readAndRun(value: string, ends = true): Promise<RunCompletedData> {
  const path = join(files.path, "values.csv");
  writeFileSync(path, `month,value\n2026-08,${value}\n`);
  const definition = fileConnectorSchema.parse({
    kind: "file",
    path,
    kpi: "revenue",
    period: { column: "month", grain: "month" },
    measures: [{ column: "value" }],
  });
  const context = { kpis: plan.rules(), now: clock.now() };
  const { signal } = new AbortController();
  return runOnce(
    { connector: "file", definition, mode: "pull", context, signal },
    {
      log: test.log,
      clock,
      logger: silentLogger(),
      runs,
      readLastValues: valuesInLog(test.log),
      readFedKpis: kpisInLog(test.log),
      onAppended: () => undefined,
      observationsVisible: async () => undefined,
      onStep: (step) => {
        if (step === "run-appending" && !ends) throw BROKEN;
      },
    },
  );
}

describe("attempts at one run", () => {
  it("say a value that comes back as often as it does, each under an id of its own: the last one counts", async () => {
    for (const value of ["1", "2", "1", "2", "2"]) {
      await expect(attempt(value, false)).rejects.toBe(BROKEN);
    }
    expect(await attempt("1", true)).toMatchObject({ run: "file-run-1" });
    const events = await test.events("observations");
    expect(events.map(({ data }) => (data as { readonly value: string }).value)).toEqual([
      "1",
      "2",
      "1",
      "2",
      "1",
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(5);
    const last = await valuesInLog(test.log)(["revenue"], "//milepost/connectors/file");
    expect([...last.values()]).toMatchObject([{ said: { value: "1" }, counting: { value: "1" } }]);
  });
});

describe("a clock that went ahead and was set right", () => {
  const times = async (): Promise<readonly string[]> =>
    (await test.events("observations")).map(({ time }) => time);

  it("by seconds: a value that changed counts, because its time is later than what was said before", async () => {
    clock.set(START + 30_000);
    expect(await readAndRun("93.5")).toMatchObject({ status: "succeeded", observationsAppended: 1 });
    clock.set(START);
    expect(await readAndRun("80")).toMatchObject({ status: "succeeded", observationsAppended: 1 });
    expect(await times()).toEqual(["2026-10-01T06:00:30.000Z", "2026-10-01T06:00:30.001Z"]);
  });

  it("by an hour: a run appends nothing that could not count, and says until when, until the clock has caught up", async () => {
    clock.set(START + 3_600_000);
    await readAndRun("93.5");
    clock.set(START);
    const [problem, ...others] = (await readAndRun("80")).problems;
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ line: 2, column: "value", code: "clock_went_back" });
    expect(problem?.message).toContain("2026-10-01T07:00:00.001Z");
    expect(await times()).toHaveLength(1);
    expect(await readAndRun("93.5")).toMatchObject({ status: "succeeded", unchanged: 1 });
    clock.set(START + 3_600_001);
    expect(await readAndRun("80")).toMatchObject({ status: "succeeded", observationsAppended: 1 });
  });
});
