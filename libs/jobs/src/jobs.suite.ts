import { MilepostError } from "@milepost/runtime";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { JobHandler, JobQueue, Jobs } from "./index.ts";

/** How the suite opens the adapter under test: retries within milliseconds, closing waits `closeTimeoutMs`. */
export interface JobsFactory {
  readonly name: string;
  open(options: { readonly closeTimeoutMs: number }): Promise<Jobs>;
}

interface Work {
  readonly key: string;
  readonly label: string;
}

const CLOSE_TIMEOUT_MS = 200;

/** What every `Jobs` adapter guarantees. */
export function jobsSuite(factory: JobsFactory): void {
  describe(`jobs on ${factory.name}`, () => {
    const opened: Jobs[] = [];
    afterEach(async () => {
      for (const jobs of opened.splice(0)) await jobs.close();
    });

    const open = async (): Promise<Jobs> => {
      const jobs = await factory.open({ closeTimeoutMs: CLOSE_TIMEOUT_MS });
      opened.push(jobs);
      return jobs;
    };
    const register = async (run: JobHandler<Work>["run"], attempts = 1): Promise<JobQueue<Work>> => {
      const jobs = await open();
      return jobs.register<Work>({ name: crypto.randomUUID(), keyOf: ({ key }) => key, run, attempts });
    };

    test("runs what was added and is idle afterwards", async () => {
      const done: string[] = [];
      const queue = await register(async ({ label }) => void done.push(label));
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
      const queue = await register(async ({ key }) => {
        running.set(key, (running.get(key) ?? 0) + 1);
        most = Math.max(most, ...running.values());
        if (key === "b") gate.resolve();
        await gate.promise;
        running.set(key, (running.get(key) ?? 0) - 1);
      });
      await queue.add({ key: "a", label: "first" });
      await queue.add({ key: "a", label: "second" });
      await queue.add({ key: "b", label: "opens the gate while the first job of a runs" });
      await queue.idle();
      expect(most).toBe(1);
    });

    test("while a job of a key waits, further ones of that key add nothing; the waiting payload stays", async () => {
      const started = Promise.withResolvers<void>();
      const gate = Promise.withResolvers<void>();
      const done: string[] = [];
      const queue = await register(async ({ label }) => {
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

    test("tries a failed job again, as often as its attempts say, with growing pauses", async () => {
      const tries: number[] = [];
      const queue = await register(async () => {
        tries.push(performance.now());
        throw new Error("refused");
      }, 4);
      await queue.add({ key: "a", label: "" });
      await queue.idle();
      expect(tries).toHaveLength(4);
      const pauses = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
      expect(pauses[2]).toBeGreaterThan(pauses[0] ?? Number.POSITIVE_INFINITY);
    });

    test("a job that succeeds in a later try is done", async () => {
      let tries = 0;
      const queue = await register(async () => {
        tries += 1;
        if (tries < 3) throw new Error("not yet");
      }, 5);
      await queue.add({ key: "a", label: "" });
      await queue.idle();
      expect(tries).toBe(3);
    });

    test("an error that says it is not retryable ends the tries", async () => {
      let tries = 0;
      const queue = await register(async () => {
        tries += 1;
        throw new MilepostError("connector_config", "no such file");
      }, 5);
      await queue.add({ key: "a", label: "" });
      await queue.idle();
      expect(tries).toBe(1);
    });

    test("one key's failures hold up no other key", async () => {
      const done: string[] = [];
      const queue = await register(async ({ key, label }) => {
        if (key === "bad") throw new Error("always");
        done.push(label);
      }, 3);
      await queue.add({ key: "bad", label: "" });
      for (const label of ["1", "2", "3"]) await queue.add({ key: `good-${label}`, label });
      await queue.idle();
      expect(done.toSorted()).toEqual(["1", "2", "3"]);
    });

    test("a schedule runs again and again, the same id replaces it, and removing it ends it", async () => {
      const done: string[] = [];
      const queue = await register(async ({ label }) => void done.push(label));
      await queue.every({ id: "s", everyMs: 5, payload: { key: "a", label: "old" } });
      await vi.waitFor(() => expect(done.length).toBeGreaterThanOrEqual(2));
      await queue.every({ id: "s", everyMs: 5, payload: { key: "a", label: "new" } });
      await queue.idle();
      const before = done.length;
      await vi.waitFor(() => expect(done.length).toBeGreaterThanOrEqual(before + 2));
      expect(new Set(done.slice(before))).toEqual(new Set(["new"]));
      await queue.unschedule("s");
      await queue.idle();
      const after = done.length;
      let ticks = 0;
      const other = await register(async () => void (ticks += 1));
      await other.every({ id: "t", everyMs: 5, payload: { key: "b", label: "" } });
      await vi.waitFor(() => expect(ticks).toBeGreaterThanOrEqual(3));
      expect(done).toHaveLength(after);
    });

    test("a queue's name can be registered once", async () => {
      const jobs = await open();
      const handler: JobHandler<Work> = {
        name: "once",
        keyOf: ({ key }) => key,
        run: async () => undefined,
        attempts: 1,
      };
      jobs.register(handler);
      expect(() => jobs.register(handler)).toThrow(expect.objectContaining({ code: "conflict" }));
    });

    test("closing tells running jobs by their signal, waits for them, and drops what waits", async () => {
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
      await queue.add({ key: "a", label: "running" });
      await started.promise;
      await queue.add({ key: "a", label: "waiting" });
      await jobs.close();
      expect(ended).toEqual(["running"]);
      await queue.idle();
      await expect(queue.add({ key: "a", label: "late" })).rejects.toMatchObject({ code: "aborted" });
    });

    test("closing does not wait for ever for a job that ignores its signal", async () => {
      const jobs = await open();
      const queue = jobs.register<Work>({
        name: "deaf",
        keyOf: ({ key }) => key,
        attempts: 1,
        run: () => new Promise(() => undefined),
      });
      await queue.add({ key: "a", label: "" });
      const from = performance.now();
      await jobs.close();
      expect(performance.now() - from).toBeLessThan(CLOSE_TIMEOUT_MS * 5);
    });
  });
}
