import { silentLogger, systemClock } from "@milepost/runtime";
import { canStartRedis, startKillableRedis } from "@milepost/native/testing/killable-redis";
import type { MilepostError } from "@milepost/runtime";
import type { KillableRedis } from "@milepost/native/testing/killable-redis";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openBullmqJobs } from "./bullmq-jobs.ts";
import { checkRedis } from "./check-redis.ts";
import type { JobHandler, JobQueue, Jobs } from "./index.ts";
import type { Work } from "./jobs.suite.ts";

const LIMITS = { lockMs: 1_500, closeTimeoutMs: 200, busyPauseMs: 20, firstRetryMs: 20, callTimeoutMs: 500 };
const PATIENCE = { timeout: 120_000 };
const JOBS = 40;

const isPossible = await canStartRedis();

let redis: KillableRedis;
let opened: Jobs[];
beforeEach(async () => {
  opened = [];
  redis = await startKillableRedis();
});
afterEach(async () => {
  for (const jobs of opened) await jobs.close();
  await redis.close();
});

async function open(url = redis.url): Promise<Jobs> {
  const jobs = await openBullmqJobs({ url, prefix: "test", logger: silentLogger(), limits: LIMITS });
  opened.push(jobs);
  return jobs;
}

async function worker<Result>(run: JobHandler<Work, Result>["run"]): Promise<JobQueue<Work, Result>> {
  const jobs = await open();
  return jobs.register({ name: "work", keyOf: ({ key }) => key, run, attempts: 3 });
}

/** How each ticket ended: its value, or the code of an error that may pass; every one of them ends. */
async function endsOf<Result>(results: readonly Promise<Result>[]): Promise<readonly (Result | string)[]> {
  return Promise.all(
    results.map((result) =>
      result.catch((error: unknown) => {
        const { code, retryable } = error as MilepostError;
        return retryable ? code : `${code}, for good`;
      }),
    ),
  );
}

describe.skipIf(!isPossible)("jobs when Redis breaks", () => {
  test("a Redis that is not there at the start is a retryable error that names the setting, without the password", async () => {
    await redis.kill("SIGKILL");
    const url = redis.url.replace("redis://", "redis://milepost:secret@");
    const refusal = open(url);
    await expect(refusal).rejects.toMatchObject({ code: "jobs_unavailable", retryable: true });
    await expect(refusal).rejects.toThrow(/REDIS_URL/);
    await expect(refusal).rejects.not.toThrow(/secret/);
  });

  test("an address that is none is refused", async () => {
    await expect(open("127.0.0.1")).rejects.toMatchObject({ code: "config_invalid", retryable: false });
  });

  test("a Redis that evicts keys is refused with the fix", async () => {
    await redis.command("CONFIG SET maxmemory-policy allkeys-lru");
    const refusal = open();
    await expect(refusal).rejects.toMatchObject({ code: "config_invalid", retryable: false });
    await expect(refusal).rejects.toThrow(/maxmemory-policy noeviction/);
  });

  test("killed and started again mid-work: calls meanwhile are refused in time, and every kept job is done", async () => {
    const done = new Set<string>();
    const queue = await worker(async ({ label }) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      done.add(label);
      return label;
    });
    const labels = Array.from({ length: JOBS }, (_, number) => String(number));
    const tickets = await Promise.all(labels.map((label) => queue.add({ key: label, label })));
    // AOF is flushed every second: what is kept longer survives.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(done.size).toBeLessThan(JOBS);
    await redis.kill("SIGKILL");
    const from = performance.now();
    const refused = { code: "jobs_unavailable", retryable: true };
    await expect(queue.add({ key: "late", label: "late" })).rejects.toMatchObject(refused);
    await expect(opened[0]?.check()).rejects.toMatchObject(refused);
    expect(performance.now() - from).toBeLessThan(4 * LIMITS.callTimeoutMs);
    await redis.restart();
    expect(await endsOf(tickets.map(({ result }) => result))).toEqual(labels);
    await vi.waitFor(() => opened[0]?.check(), PATIENCE);
    expect(await (await queue.add({ key: "new", label: "new" })).result).toBe("new");
  });

  test("a full Redis keeps no jobs: whoever asks is told so with the fix, and it is over once there is room", async () => {
    const jobs = await open();
    const check = { url: redis.url, clock: systemClock, logger: silentLogger() };
    await redis.command("CONFIG SET maxmemory 1");
    const refusal = jobs.check();
    await expect(refusal).rejects.toMatchObject({ code: "jobs_unavailable", retryable: true });
    await expect(refusal).rejects.toThrow(/Redis is full .*OOM.*maxmemory/);
    expect((await checkRedis(check)).filter(({ ok }) => !ok)).toEqual([
      expect.objectContaining({
        name: "Redis memory",
        passing: true,
        message: expect.stringMatching(/^\d+\.\d MB used of 0\.0 MB: it keeps no jobs$/),
        fix: expect.stringContaining("maxmemory"),
      }),
    ]);
    await redis.command("CONFIG SET maxmemory 100mb");
    await jobs.check();
    expect((await checkRedis(check)).map(({ name, ok }) => [name, ok])).toEqual([
      ["Redis", true],
      ["Redis memory", true],
      ["Redis clock", true],
    ]);
  });

  test("what a full Redis keeps from schedules is said once, and once more when it is over", async () => {
    const said: string[] = [];
    const say = (_fields: object, text: string): void => void said.push(text);
    const logger = { ...silentLogger(), warn: say, info: say };
    const jobs = await openBullmqJobs({ url: redis.url, prefix: "test", logger, limits: LIMITS });
    opened.push(jobs);
    const queues = ["one", "another"].map((name) =>
      jobs.register<null>({ name, keyOf: () => name, run: async () => undefined, attempts: 1 }),
    );
    await redis.command("CONFIG SET maxmemory 1");
    for (const queue of queues) {
      await expect(queue.add(null)).rejects.toMatchObject({ code: "jobs_unavailable", retryable: true });
    }
    await vi.waitFor(() => expect(said).not.toEqual([]), PATIENCE);
    await expect(queues[0]?.add(null)).rejects.toMatchObject({ code: "jobs_unavailable" });
    expect(said).toEqual([expect.stringMatching(/^Redis is full .*no job is kept, no schedule adds one/)]);
    await redis.command("CONFIG SET maxmemory 100mb");
    await vi.waitFor(() => expect(said[1]).toBe("Redis keeps jobs again"), PATIENCE);
    await redis.command("CONFIG SET maxmemory 1");
    await expect(queues[0]?.add(null)).rejects.toMatchObject({ code: "jobs_unavailable" });
    await vi.waitFor(() => expect(said).toHaveLength(3), PATIENCE);
  });

  test("a schedule that a full Redis stops is said, though nobody asks", async () => {
    const said: string[] = [];
    const logger = { ...silentLogger(), warn: (_fields: object, text: string) => void said.push(text) };
    const jobs = await openBullmqJobs({ url: redis.url, prefix: "test", logger, limits: LIMITS });
    opened.push(jobs);
    const queue = jobs.register<null>({
      name: "beats",
      keyOf: () => "beats",
      run: async () => undefined,
      attempts: 1,
    });
    await queue.schedule({ id: "beat", when: { everyMs: 200 }, payload: null });
    await redis.command("CONFIG SET maxmemory 1");
    await vi.waitFor(() => expect(said).toHaveLength(1), PATIENCE);
  });

  test("killed while jobs run: each is run to its end once Redis is back, here or again", async () => {
    const began = Promise.withResolvers<void>();
    const queue = await worker(async ({ label }, signal) => {
      began.resolve();
      await new Promise((resolve) => setTimeout(resolve, 800));
      signal.throwIfAborted();
      return label;
    });
    const { result } = await queue.add({ key: "a", label: "a" });
    await began.promise;
    await new Promise((resolve) => setTimeout(resolve, 100));
    await redis.kill("SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await redis.restart();
    // Less than a second old, the job itself may be lost with Redis: then the caller is told so.
    expect(["a", "jobs_unavailable"]).toContain((await endsOf([result]))[0]);
    expect(await (await queue.add({ key: "a", label: "b" })).result).toBe("b");
  });

  test("wiped mid-work: no caller waits for ever, and what is added or scheduled again is done", async () => {
    const done: string[] = [];
    const queue = await worker(async ({ label }) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      done.push(label);
      return label;
    });
    const schedule = { id: "s", when: { everyMs: 100 }, payload: { key: "s", label: "scheduled" } };
    await queue.schedule(schedule);
    const labels = Array.from({ length: JOBS }, (_, number) => String(number));
    const tickets = await Promise.all(labels.map((label) => queue.add({ key: label, label })));
    await vi.waitFor(() => expect(done.length).toBeGreaterThan(4), PATIENCE);
    await redis.command("FLUSHALL");
    const ends = await endsOf(tickets.map(({ result }) => result));
    for (const [index, end] of ends.entries()) expect([labels[index], "jobs_unavailable"]).toContain(end);
    expect(ends).toContain("jobs_unavailable");
    expect(await queue.scheduled()).toEqual([]);
    expect(await (await queue.add({ key: "new", label: "new" })).result).toBe("new");
    await queue.schedule(schedule);
    const before = done.filter((label) => label === "scheduled").length;
    await vi.waitFor(
      () => expect(done.filter((label) => label === "scheduled").length).toBeGreaterThan(before + 1),
      PATIENCE,
    );
  });

  test("a worker keeps its key through a wipe: no second one begins while it runs", async () => {
    let running = 0;
    let most = 0;
    const began = Promise.withResolvers<void>();
    const run = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      began.resolve();
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      running -= 1;
    };
    const [first, second] = [await worker(run), await worker(run)];
    await first.add({ key: "a", label: "" });
    await began.promise;
    await redis.command("FLUSHALL");
    // The next renewal takes the key back.
    await vi.waitFor(async () => expect(await first.isRunning("a")).toBe(true), PATIENCE);
    await (
      await second.add({ key: "a", label: "" })
    ).result;
    expect(most).toBe(1);
  });

  test("closing while Redis is away is bounded", async () => {
    const started = Promise.withResolvers<void>();
    const queue = await worker(async (_work, signal) => {
      started.resolve();
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
    });
    await queue.add({ key: "a", label: "" });
    await started.promise;
    await redis.kill("SIGKILL");
    const from = performance.now();
    await opened[0]?.close();
    expect(performance.now() - from).toBeLessThan(5_000);
  });
});
