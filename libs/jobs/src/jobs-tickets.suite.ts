import { MilepostError } from "@milepost/runtime";
import { expect, test } from "vitest";
import type { OpenJobs, Work } from "./jobs.suite.ts";

/** What every `Jobs` adapter guarantees of tickets. */
export function jobsTicketsSuite(open: OpenJobs): void {
  test("a ticket gives what the job returned", async () => {
    const queue = await open.queue(async ({ label }) => ({ length: label.length, parts: [label] }));
    const { result } = await queue.add({ key: "a", label: "four" });
    expect(await result).toEqual({ length: 4, parts: ["four"] });
  });

  test("a ticket of a job that returns nothing is settled with nothing", async () => {
    const queue = await open.queue(async () => undefined);
    const { result } = await queue.add({ key: "a", label: "" });
    expect(await result).toBeUndefined();
  });

  test("everybody who asks while a job waits gets that job's end; who asks while it runs gets the next one's", async () => {
    const started = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    let runs = 0;
    const queue = await open.queue(async () => {
      runs += 1;
      const mine = runs;
      started.resolve();
      await gate.promise;
      return mine;
    });
    const first = await queue.add({ key: "a", label: "" });
    await started.promise;
    const second = await queue.add({ key: "a", label: "" });
    const third = await queue.add({ key: "a", label: "" });
    gate.resolve();
    expect(await Promise.all([first.result, second.result, third.result])).toEqual([1, 2, 2]);
  });

  test("a ticket waits for the try that succeeds", async () => {
    let tries = 0;
    const run = async (): Promise<number> => {
      tries += 1;
      if (tries < 3) throw new Error("not yet");
      return tries;
    };
    const queue = await open.queue(run, { attempts: 5 });
    const { result } = await queue.add({ key: "a", label: "" });
    expect(await result).toBe(3);
  });

  test("a ticket is rejected with the code, the words and the details of the last failure", async () => {
    let tries = 0;
    const run = async (): Promise<never> => {
      tries += 1;
      const options = { retryable: tries < 2, details: { problems: [tries] } };
      throw new MilepostError("connector_config", `try ${tries}`, options);
    };
    const queue = await open.queue(run, { attempts: 5 });
    const { result } = await queue.add({ key: "a", label: "" });
    await expect(result).rejects.toBeInstanceOf(MilepostError);
    await expect(result).rejects.toMatchObject({
      code: "connector_config",
      message: "try 2",
      retryable: false,
      details: { problems: [2] },
    });
  });

  test("who asks while a failed job waits for its next try gets that try's end", async () => {
    const jobs = await open(500);
    const failed = Promise.withResolvers<void>();
    const done: string[] = [];
    const queue = jobs.register<Work, string>({
      name: "work",
      keyOf: ({ key }) => key,
      attempts: 3,
      run: async ({ label }) => {
        failed.resolve();
        if (done.push(label) === 1) throw new Error("not yet");
        return label;
      },
    });
    const first = await queue.add({ key: "a", label: "first" });
    await failed.promise;
    const second = await queue.add({ key: "a", label: "second" });
    expect(await first.result).toBe(await second.result);
    expect(done).toHaveLength(2);
  });

  test("a ticket that nobody looks at does no harm when its job fails", async () => {
    const run = async (): Promise<never> => {
      throw new MilepostError("internal", "no");
    };
    const queue = await open.queue(run);
    await queue.add({ key: "a", label: "" });
    await queue.idle();
    // An unhandled rejection would have failed the run by now.
    expect(await queue.isRunning("a")).toBe(false);
  });
}
