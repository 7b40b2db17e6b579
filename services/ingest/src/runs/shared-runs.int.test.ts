import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { EventLog } from "@milepost/event-log";
import { openBullmqJobs } from "@milepost/jobs/bullmq-jobs";
import { openEmbeddedJobs } from "@milepost/jobs/embedded-jobs";
import type { Jobs } from "@milepost/jobs";
import { silentLogger, standingClock } from "@milepost/runtime";
import { planFile, temporaryFolder } from "@milepost/testkit";
import { canStartRedis, startKillableRedis } from "@milepost/testkit/killable-redis";
import type { KillableRedis } from "@milepost/testkit/killable-redis";
import { openTestLog, TEST_PREFIX } from "@milepost/testkit/test-log";
import type { TestLog } from "@milepost/testkit/test-log";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPlanApplier } from "../plans/apply-plan.ts";
import { RUN_STEPS } from "../steps.ts";
import type { RunStep } from "../steps.ts";
import { openRunsInstance } from "../testing/runs-instance.ts";
import type { RunsInstance } from "../testing/runs-instance.ts";
import { valuesInLog } from "../testing/values-in-log.ts";
import type { ConnectorRunsParts } from "./connector-runs.ts";

const CHILD = fileURLToPath(new URL("../testing/run-connector.child.ts", import.meta.url));
const START = Date.parse("2026-10-01T06:00:00Z");
const LOCK_MS = 1_000;
const PATIENCE = { timeout: 120_000 };
const clock = standingClock(START);

let test: TestLog;
let files: ReturnType<typeof temporaryFolder>;
const isPossible = await canStartRedis();

let redis: KillableRedis;
let closing: (() => Promise<unknown>)[];

beforeEach(async () => {
  [test, redis] = await Promise.all([openTestLog(), startKillableRedis()]);
  files = temporaryFolder();
  closing = [];
});
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
  await Promise.all([redis.close(), test.close()]);
  files.remove();
});

interface Instance extends Pick<RunsInstance, "runs" | "scheduled"> {
  apply(connectors: Readonly<Record<string, object>>): Promise<void>;
}

async function openJobs(): Promise<Jobs> {
  const limits = { lockMs: LOCK_MS, busyPauseMs: 20 };
  return openBullmqJobs({ url: redis.url, prefix: TEST_PREFIX, logger: silentLogger(), limits });
}

async function instance(more: Partial<ConnectorRunsParts> = {}, jobs?: Jobs): Promise<Instance> {
  const log = await test.another();
  const opened = await openRunsInstance({ log, jobs: jobs ?? (await openJobs()), clock, more });
  closing.push(() => opened.close());
  // Nothing is previewed here.
  const preview = (): Promise<never> => Promise.reject(new Error("a dry run"));
  const apply = createPlanApplier({ log, clock, plan: opened.plan, dataDir: files.path, preview });
  return {
    ...opened,
    apply: async (connectors) => {
      const text = JSON.stringify(planFile({ connectors }));
      expect(await apply({ text, baseDir: files.path, actor: "test" })).toMatchObject({ ok: true });
    },
  };
}

function connector(more: Readonly<Record<string, unknown>> = {}): object {
  return {
    kind: "file",
    path: "values.csv",
    kpi: "revenue",
    knownAt: "period-end",
    period: { column: "month", grain: "month" },
    measures: [{ column: "value" }],
    ...more,
  };
}

function write(values: readonly number[]): void {
  const rows = values.map((value, index) => {
    const month = `${2000 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
    return `${month},${value}`;
  });
  writeFileSync(join(files.path, "values.csv"), `month,value\n${rows.join("\n")}\n`);
}

const runsIn = async (): Promise<readonly string[]> =>
  (await test.events("runs")).map((event) => (event.data as { readonly run: string }).run);

/** Counts who reads last values at once, which every run does. */
function counting(): {
  readonly most: () => number;
  readonly around: (log: EventLog) => ConnectorRunsParts["readLastValues"];
} {
  let running = 0;
  let most = 0;
  return {
    most: () => most,
    around: (log) => async (kpis, source) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 20));
      running -= 1;
      return valuesInLog(log)(kpis, source);
    },
  };
}

describe.skipIf(!isPossible)("connector runs of two instances", () => {
  it("have one owner a connector, and everybody who asks is told of a run that began after", async () => {
    write([1, 2, 3]);
    const counted = counting();
    const more = { readLastValues: counted.around(test.log) };
    const [one, other] = [await instance(more), await instance(more)];
    await one.apply({ file: connector() });
    const asked = await Promise.all(
      Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? one : other).runs.run("file")),
    );
    expect(counted.most()).toBe(1);
    const told = new Set(asked.map(({ run }) => run));
    expect(told.size).toBeLessThan(6);
    const inLog = await runsIn();
    expect(new Set(inLog).size).toBe(inLog.length);
    for (const run of told) expect(inLog).toContain(run);
    expect(await test.events("observations")).toHaveLength(3);
    write([1, 2, 4]);
    expect(await other.runs.run("file")).toMatchObject({ observationsAppended: 1, unchanged: 2 });
  });

  it("under one idempotency key, asked of both at once, run once", async () => {
    write([1]);
    const [one, other] = [await instance(), await instance()];
    await one.apply({ file: connector() });
    const options = { idempotencyKey: "k" };
    const [first, second] = await Promise.all([
      one.runs.run("file", options),
      other.runs.run("file", options),
    ]);
    expect(second).toEqual(first);
    expect(await other.runs.run("file", options)).toEqual(first);
    expect(await runsIn()).toEqual(["file-run-1"]);
  });

  it("are seen to be running by the other one", async () => {
    write([1]);
    const gate = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const onStep = (): void => started.resolve();
    const observationsVisible = (): Promise<void> => gate.promise;
    const one = await instance({ onStep, observationsVisible });
    await one.apply({ file: connector() });
    const run = one.runs.run("file");
    await started.promise;
    const other = await instance({ onStep, observationsVisible });
    expect(await other.runs.isRunning("file")).toBe(true);
    gate.resolve();
    await run;
    expect(await other.runs.isRunning("file")).toBe(false);
  });

  it("scheduled ones run at once and once; a wiped Redis gets its schedules back; either instance removes what left the plan", async () => {
    write([1]);
    const [one, other] = [await instance({ reassertMs: 300 }), await instance({ reassertMs: 300 })];
    await one.apply({ hourly: connector({ every: "PT1H" }), daily: connector({ cron: "15 6 * * *" }) });
    await expect.poll(runsIn, PATIENCE).toHaveLength(2);
    expect((await one.scheduled()).toSorted()).toEqual(["daily", "hourly"]);
    await other.apply({ daily: connector({ cron: "15 6 * * *" }) });
    await expect.poll(one.scheduled, PATIENCE).toEqual(["daily"]);
    await redis.command("FLUSHALL");
    await expect.poll(one.scheduled, PATIENCE).toEqual(["daily"]);
    expect((await runsIn()).filter((run) => run.startsWith("hourly"))).toEqual(["hourly-run-1"]);
  });

  it("of owners that overlap, one having been taken for dead, repeat the same ids and change no number", async () => {
    write([1, 2, 3, 4]);
    const gate = Promise.withResolvers<void>();
    const asleep = Promise.withResolvers<void>();
    // Each has jobs of its own: nothing keeps them apart, as after a wipe or a long stop.
    const zombie = await instance(
      {
        readLastValues: async () => {
          asleep.resolve();
          await gate.promise;
          return new Map();
        },
      },
      openEmbeddedJobs({ logger: silentLogger() }),
    );
    await zombie.apply({ file: connector() });
    const late = zombie.runs.run("file");
    await asleep.promise;
    clock.set(START + 60_000);
    const owner = await instance({}, openEmbeddedJobs({ logger: silentLogger() }));
    const first = await owner.runs.run("file");
    write([1, 2, 3, 9]);
    clock.set(START + 120_000);
    expect(await owner.runs.run("file")).toMatchObject({ run: "file-run-2", observationsAppended: 1 });
    const before = await currentValues();
    gate.resolve();
    // It finds its run ended already, and says so.
    expect(await late).toEqual(first);
    expect(await test.events("observations")).toHaveLength(9);
    const ids = (await test.events("observations")).map(({ id }) => id);
    expect(new Set(ids).size).toBe(5);
    expect(await currentValues()).toEqual(before);
    expect(before.get("2000-04")).toBe("9");
    expect(await runsIn()).toEqual(["file-run-1", "file-run-2"]);
    clock.set(START);
  });

  it.each<RunStep>([...RUN_STEPS])(
    "killed at %s are gone on with by the other, and leave what one run leaves",
    async (killAt) => {
      const values = (round: number): readonly number[] =>
        Array.from({ length: 300 }, (_, index) => index * round);
      const planner = await instance({}, openEmbeddedJobs({ logger: silentLogger() }));
      await planner.apply({ file: connector() });
      const victim = await startVictim(killAt);
      const survivor = await instance();
      const dead = once(victim, "exit").then(() => true);
      let ended: Promise<unknown>;
      let round = 0;
      // Whoever takes a run: the victim dies over its first one.
      do {
        write(values((round += 1)));
        ended = survivor.runs.run("file");
      } while ((await Promise.race([dead, ended.then(() => false)])) === false);
      await ended;
      expect([...(await currentValues()).values()].toSorted()).toEqual(values(round).map(String).toSorted());
      const ids = (await test.events("observations")).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const runs = await runsIn();
      expect(new Set(runs).size).toBe(runs.length);
    },
  );
});

/** Each period's value by the rules of the tables: an id's first record counts, then the greatest (time, offset). */
async function currentValues(): Promise<ReadonlyMap<string, string>> {
  const seen = new Set<string>();
  const current = new Map<string, { readonly time: string; readonly value: string }>();
  for (const event of await test.events("observations")) {
    if (event.type !== "milepost.observation.recorded.v1" || seen.has(event.id)) continue;
    seen.add(event.id);
    const { period, value } = event.data;
    const known = current.get(period);
    if (known === undefined || event.time >= known.time) current.set(period, { time: event.time, value });
  }
  return new Map([...current].map(([period, { value }]) => [period, value]));
}

async function startVictim(killAt: RunStep): Promise<ReturnType<typeof spawn>> {
  const orders = {
    dir: test.dir,
    prefix: TEST_PREFIX,
    redisUrl: redis.url,
    lockMs: LOCK_MS,
    now: START,
    killAt,
  };
  const child = spawn(process.execPath, [CHILD, JSON.stringify(orders)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  closing.push(async () => child.kill("SIGKILL"));
  await once(createInterface({ input: child.stdout }), "line");
  return child;
}
