import { MilepostError } from "@milepost/runtime";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { JobHandler, JobQueue, Jobs } from "./index.ts";
import { jobsSchedulesSuite } from "./jobs-schedules.suite.ts";
import { jobsTicketsSuite } from "./jobs-tickets.suite.ts";

/** How the suite opens the adapter under test: closing waits `CLOSE_TIMEOUT_MS`. */
export interface JobsFactory {
  readonly name: string;
  /** Opens jobs of a deployment; those of another deployment see nothing of them. */
  open(options: JobsOptions): Promise<Jobs>;
}

export interface JobsOptions {
  readonly deployment: string;
  readonly firstRetryMs: number;
}

/** What the suites' jobs are asked to do. */
export interface Work {
  readonly key: string;
  readonly label: string;
}

/** How the suites open what they test; everything is closed after each test. */
export interface OpenJobs {
  (firstRetryMs?: number): Promise<Jobs>;
  queue<Result = void>(
    run: JobHandler<Work, Result>["run"],
    more?: Partial<JobHandler<Work, Result>>,
  ): Promise<JobQueue<Work, Result>>;
}

export const CLOSE_TIMEOUT_MS = 200;
const FIRST_RETRY_MS = 20;
/** Timers and Redis count whole milliseconds. */
const CLOCKS_DIFFER_BY_MS = 2;

/** What every `Jobs` adapter guarantees. */
export function jobsSuite(factory: JobsFactory): void {
  describe(`jobs on ${factory.name}`, () => {
    const opened: Jobs[] = [];
    afterEach(async () => {
      for (const jobs of opened.splice(0)) await jobs.close();
    });
    const open = async (firstRetryMs = FIRST_RETRY_MS): Promise<Jobs> => {
      const jobs = await factory.open({ deployment: crypto.randomUUID(), firstRetryMs });
      opened.push(jobs);
      return jobs;
    };
    const queue: OpenJobs["queue"] = async (run, more = {}) => {
      const jobs = await open();
      return jobs.register({ name: "work", keyOf: ({ key }) => key, run, attempts: 1, ...more });
    };
    const openJobs = Object.assign(open, { queue });
    jobsWorkSuite(openJobs);
    jobsTicketsSuite(openJobs);
    jobsSchedulesSuite(openJobs);
  });
}

function jobsWorkSuite(open: OpenJobs): void {
  test("runs what was added and is idle afterwards", async () => {
    const done: string[] = [];
    const queue = await open.queue(async ({ label }) => void done.push(label));
    await queue.add({ key: "a", label: "a1" });
    await queue.add({ key: "b", label: "b1" });
    await queue.idle();
    expect(done.toSorted()).toEqual(["a1", "b1"]);
    await queue.idle();
  });

  test("never runs two jobs of one key at once, and runs other keys meanwhile", async () => {
    const gate = Promise.withResolvers<void>();
    const running = new Map<string, number>();
    let most = 0;
    const run = async ({ key }: Work): Promise<void> => {
      running.set(key, (running.get(key) ?? 0) + 1);
      most = Math.max(most, ...running.values());
      if (key === "b") gate.resolve();
      await gate.promise;
      running.set(key, (running.get(key) ?? 0) - 1);
    };
    const queue = await open.queue(run, { identityOf: ({ key, label }) => `${key} ${label}` });
    await queue.add({ key: "a", label: "first" });
    await queue.add({ key: "a", label: "second" });
    await queue.add({ key: "a", label: "third" });
    await queue.add({ key: "b", label: "opens the gate while the first job of a runs" });
    await queue.idle();
    expect(most).toBe(1);
  });

  test("while a job of an identity waits, further ones add nothing; the waiting payload stays", async () => {
    const started = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const done: string[] = [];
    const queue = await open.queue(async ({ label }) => {
      started.resolve();
      await gate.promise;
      done.push(label);
    });
    await queue.add({ key: "a", label: "runs" });
    await started.promise;
    await queue.add({ key: "a", label: "waits" });
    await queue.add({ key: "a", label: "stood for" });
    gate.resolve();
    await queue.idle();
    expect(done).toEqual(["runs", "waits"]);
  });

  test("jobs of one key and several identities all run, one at a time", async () => {
    const done: string[] = [];
    const run = async ({ label }: Work): Promise<void> => void done.push(label);
    const queue = await open.queue(run, { identityOf: ({ label }) => label });
    for (const label of ["1", "2", "3", "4"]) await queue.add({ key: "a", label });
    await queue.idle();
    expect(done.toSorted()).toEqual(["1", "2", "3", "4"]);
  });

  test("says whether a job of a key runs", async () => {
    const started = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const queue = await open.queue(async () => {
      started.resolve();
      await gate.promise;
    });
    expect(await queue.isRunning("a")).toBe(false);
    const { result } = await queue.add({ key: "a", label: "" });
    await started.promise;
    expect(await queue.isRunning("a")).toBe(true);
    expect(await queue.isRunning("b")).toBe(false);
    gate.resolve();
    await result;
    expect(await queue.isRunning("a")).toBe(false);
  });

  test("tries a failed job again, as often as its attempts say, with growing pauses", async () => {
    const tries: number[] = [];
    const run = async (): Promise<never> => {
      tries.push(performance.now());
      throw new Error("refused");
    };
    const queue = await open.queue(run, { attempts: 4 });
    await queue.add({ key: "a", label: "" });
    await queue.idle();
    expect(tries).toHaveLength(4);
    const pauses = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
    // On a busy machine any pause may be longer than it was meant to be, never shorter.
    const meant = pauses.map((_, index) => FIRST_RETRY_MS * 2 ** index);
    expect(pauses.map((pause, index) => pause >= (meant[index] ?? 0) - CLOCKS_DIFFER_BY_MS)).toEqual(
      pauses.map(() => true),
    );
  });

  test("an error that says it is not retryable ends the tries", async () => {
    let tries = 0;
    const run = async (): Promise<never> => {
      tries += 1;
      throw new MilepostError("connector_config", "no such file");
    };
    const queue = await open.queue(run, { attempts: 5 });
    await queue.add({ key: "a", label: "" });
    await queue.idle();
    expect(tries).toBe(1);
  });

  test("one key's failures hold up no other key", async () => {
    const done: string[] = [];
    const run = async ({ key, label }: Work): Promise<void> => {
      if (key === "bad") throw new Error("always");
      done.push(label);
    };
    const queue = await open.queue(run, { attempts: 3 });
    await queue.add({ key: "bad", label: "" });
    for (const label of ["1", "2", "3"]) await queue.add({ key: `good-${label}`, label });
    await queue.idle();
    expect(done.toSorted()).toEqual(["1", "2", "3"]);
  });

  test("runs no more jobs of a queue at once than its handler allows", async () => {
    const gate = Promise.withResolvers<void>();
    let running = 0;
    let most = 0;
    const run = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await gate.promise;
      running -= 1;
    };
    const queue = await open.queue(run, { concurrency: 2 });
    for (let number = 0; number < 20; number += 1) await queue.add({ key: String(number), label: "" });
    await vi.waitFor(() => expect(running).toBe(2), { timeout: 10_000 });
    gate.resolve();
    await queue.idle();
    expect(most).toBe(2);
  });

  test("a queue's name can be registered once", async () => {
    const jobs = await open();
    const handler = { name: "once", keyOf: String, run: async () => undefined, attempts: 1 };
    jobs.register(handler);
    expect(() => jobs.register(handler)).toThrow(expect.objectContaining({ code: "conflict" }));
  });

  test("a queue can be closed by itself: its jobs end, the others go on, and its name is free again", async () => {
    const jobs = await open();
    const started = Promise.withResolvers<void>();
    const handler = { keyOf: String, attempts: 5 };
    const closing = jobs.register<string>({
      ...handler,
      name: "closing",
      run: async (_payload, signal) => {
        started.resolve();
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        throw new Error("interrupted");
      },
    });
    const other = jobs.register<string, string>({
      ...handler,
      name: "other",
      run: async (payload) => payload,
    });
    const { result } = await closing.add("a");
    await started.promise;
    await closing.close();
    await expect(result).rejects.toMatchObject({ code: "aborted" });
    expect(await (await other.add("b")).result).toBe("b");
    const again = jobs.register<string, string>({
      ...handler,
      name: "closing",
      run: async (payload) => payload,
    });
    expect(await (await again.add("a")).result).toBe("a");
  });

  test("can be asked whether it can keep jobs now", async () => {
    const jobs = await open();
    await jobs.check();
    await jobs.close();
    await expect(jobs.check()).rejects.toMatchObject({ code: "aborted" });
  });

  test("closing tells running jobs by their signal, waits for them, and begins no further one", async () => {
    const jobs = await open();
    const started = Promise.withResolvers<void>();
    const ended: string[] = [];
    const queue = jobs.register<Work>({
      name: "closing",
      keyOf: ({ key }) => key,
      attempts: 3,
      run: async ({ label }, signal) => {
        started.resolve();
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        ended.push(label);
        throw new Error("interrupted");
      },
    });
    const running = await queue.add({ key: "a", label: "running" });
    await started.promise;
    const waiting = await queue.add({ key: "a", label: "waiting" });
    await jobs.close();
    expect(ended).toEqual(["running"]);
    await expect(running.result).rejects.toMatchObject({ code: "aborted", retryable: true });
    await expect(waiting.result).rejects.toMatchObject({ code: "aborted", retryable: true });
    await queue.idle();
    await expect(queue.add({ key: "a", label: "late" })).rejects.toMatchObject({ code: "aborted" });
  });

  test("closing does not wait for ever for a job that ignores its signal", async () => {
    const jobs = await open();
    const started = Promise.withResolvers<void>();
    const queue = jobs.register<Work>({
      name: "deaf",
      keyOf: ({ key }) => key,
      attempts: 1,
      run: () => {
        started.resolve();
        return new Promise(() => undefined);
      },
    });
    const { result } = await queue.add({ key: "a", label: "" });
    await started.promise;
    const from = performance.now();
    await jobs.close();
    expect(performance.now() - from).toBeLessThan(CLOSE_TIMEOUT_MS * 5);
    await expect(result).rejects.toMatchObject({ code: "aborted" });
  });
}
