import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { testServer } from "@milepost/native/testing/test-server";
import { silentLogger } from "@milepost/runtime";
import { openTestRedis } from "@milepost/native/testing/test-redis";
import type { TestRedis } from "@milepost/native/testing/test-redis";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { openBullmqJobs } from "./bullmq-jobs.ts";
import type { JobHandler, JobQueue, Jobs, Ticket } from "./index.ts";
import { CLOSE_TIMEOUT_MS } from "./jobs.suite.ts";
import type { Work } from "./jobs.suite.ts";

const CHILD = fileURLToPath(new URL("work-slowly.child.ts", import.meta.url));
const LOCK_MS = 1_500;
const LONG_MS = 3_600_000;
const PATIENCE = { timeout: 120_000 };

const isHere = (await testServer("redis")) !== undefined;

let redis: TestRedis;
let prefix: string;
let opened: Jobs[];
let children: ChildProcess[];
beforeAll(async () => {
  redis = await openTestRedis();
});
afterAll(async () => {
  await redis.close();
});
beforeEach(() => {
  prefix = `${redis.prefix}-${crypto.randomUUID()}`;
  opened = [];
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  for (const jobs of opened) await jobs.close();
});

async function open(): Promise<Jobs> {
  const limits = { lockMs: LOCK_MS, closeTimeoutMs: CLOSE_TIMEOUT_MS, busyPauseMs: 20, firstRetryMs: 20 };
  const jobs = await openBullmqJobs({ url: redis.url, prefix, logger: silentLogger(), limits });
  opened.push(jobs);
  return jobs;
}

async function worker<Result>(
  run: JobHandler<Work, Result>["run"],
  more: Partial<JobHandler<Work, Result>> = {},
): Promise<JobQueue<Work, Result>> {
  const jobs = await open();
  const identityOf = ({ label }: Work): string => label;
  return jobs.register({ name: "work", keyOf: ({ key }) => key, identityOf, attempts: 3, run, ...more });
}

interface Child {
  readonly process: ChildProcess;
  says(words: string): Promise<void>;
}

async function startChild(takesMs: number): Promise<Child> {
  const child = spawn(process.execPath, [CHILD, redis.url, prefix, String(LOCK_MS), String(takesMs)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const says = (words: string): Promise<void> =>
    vi.waitFor(() => expect(said).toContain(`${words}\n`), PATIENCE);
  await says("ready");
  return { process: child, says };
}

describe.skipIf(!isHere)("jobs that several processes share", () => {
  test("a key has one owner at a time, whatever the number of workers, and every job runs once", async () => {
    const running = new Map<string, number>();
    const done: string[] = [];
    let most = 0;
    const run = async ({ key, label }: Work): Promise<void> => {
      running.set(key, (running.get(key) ?? 0) + 1);
      most = Math.max(most, ...running.values());
      await new Promise((resolve) => setTimeout(resolve, 2));
      running.set(key, (running.get(key) ?? 0) - 1);
      done.push(label);
    };
    const queues = [await worker(run), await worker(run), await worker(run)];
    const labels = Array.from({ length: 60 }, (_, number) => String(number));
    const tickets = await Promise.all(
      queues.flatMap((queue, place) =>
        labels
          .filter((_label, index) => index % queues.length === place)
          .map((label) => queue.add({ key: `key-${Number(label) % 4}`, label })),
      ),
    );
    await Promise.all(tickets.map(({ result }) => result));
    expect(most).toBe(1);
    expect(done.toSorted()).toEqual(labels.toSorted());
  });

  test("a ticket is settled by whichever process runs the job", async () => {
    const runBy = (name: string) => async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return name;
    };
    const [first] = [await worker(runBy("first"), { concurrency: 1 }), await worker(runBy("second"))];
    const labels = Array.from({ length: 40 }, (_, number) => String(number));
    const tickets = await Promise.all(labels.map((label) => first.add({ key: label, label })));
    const ran = await Promise.all(tickets.map(({ result }) => result));
    expect(new Set(ran)).toEqual(new Set(["first", "second"]));
  });

  test("an identity that waits is one job for all processes", async () => {
    const gate = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    let runs = 0;
    const run = async (): Promise<number> => {
      started.resolve();
      await gate.promise;
      return (runs += 1);
    };
    const [first, second] = [await worker(run), await worker(run)];
    const begun = await first.add({ key: "a", label: "same" });
    await started.promise;
    const [one, other] = [
      await first.add({ key: "a", label: "same" }),
      await second.add({ key: "a", label: "same" }),
    ];
    gate.resolve();
    expect(await Promise.all([begun.result, one.result, other.result])).toEqual([1, 2, 2]);
  });

  test("a schedule is one for all: any process sees it, resets it without a second one, and removes it", async () => {
    const run = async (): Promise<void> => undefined;
    const [first, second] = [await worker(run), await worker(run)];
    const schedule = { id: "every:day", when: { everyMs: LONG_MS }, payload: { key: "a", label: "" } };
    await Promise.all([first.schedule(schedule), second.schedule(schedule)]);
    expect(await second.scheduled()).toEqual(["every:day"]);
    await second.unschedule("every:day");
    expect(await first.scheduled()).toEqual([]);
  });

  test("a job whose process is killed is run by another one, and its ticket gets that one's end", async () => {
    const child = await startChild(LONG_MS);
    const producer = await worker(async () => "parent");
    const ticket = await addFor(producer, child, "victim");
    child.process.kill("SIGKILL");
    expect(await ticket.result).toBe("parent");
  });

  test("a process that is stopped for too long loses its job; when it goes on, it is told and its end is ignored", async () => {
    const child = await startChild(LONG_MS);
    const producer = await worker(async () => "parent");
    const ticket = await addFor(producer, child, "stalled");
    child.process.kill("SIGSTOP");
    expect(await ticket.result).toBe("parent");
    child.process.kill("SIGCONT");
    await child.says("told to stop stalled");
    await producer.idle();
    expect(await (await producer.add({ key: "other", label: "after" })).result).toBeTypeOf("string");
  });

  test("a process that closes hands its running jobs to the others", async () => {
    const started = Promise.withResolvers<void>();
    const leaving = await open();
    const queue = leaving.register<Work, string>({
      name: "work",
      keyOf: ({ key }) => key,
      attempts: 1,
      run: async (_work, signal) => {
        started.resolve();
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        throw new Error("interrupted");
      },
    });
    await queue.add({ key: "a", label: "a" });
    await started.promise;
    const taken = Promise.withResolvers<string>();
    await worker(async ({ label }) => taken.resolve(label));
    await leaving.close();
    expect(await taken.promise).toBe("a");
  });

  test("ended jobs do not pile up in Redis", async () => {
    const queue = await worker(
      async ({ label }) => {
        if (label.endsWith("7")) throw new Error("no");
      },
      { attempts: 1, concurrency: 50 },
    );
    const labels = Array.from({ length: 2_500 }, (_, number) => String(number));
    await Promise.all(labels.map((label) => queue.add({ key: label, label })));
    await queue.idle();
    const client = new Redis(redis.url);
    const left = await client.keys(`${prefix}*`);
    await client.quit();
    expect(left.length).toBeLessThan(1_400);
  });
});

/** Adds jobs until the child has begun one; gives that one's ticket. */
async function addFor(queue: JobQueue<Work, string>, child: Child, label: string): Promise<Ticket<string>> {
  for (;;) {
    const ticket = await queue.add({ key: label, label });
    const begun = child.says(`began ${label}`).then(() => undefined);
    begun.catch(() => undefined);
    const first = await Promise.race([ticket.result, begun]);
    if (first === undefined) return ticket;
  }
}
