import { startHttpReceiver } from "@milepost/channels/testing/http-receiver";
import { openEmbeddedJobs } from "@milepost/jobs/embedded-jobs";
import type { JobQueue, Jobs } from "@milepost/jobs";
import { MilepostError, silentLogger } from "@milepost/runtime";
import { afterEach, expect, test } from "vitest";
import { deliveryPlan, deliverySettings, raise } from "../testing/delivery-case.ts";
import { openTestDeployment } from "../testing/test-deployment.ts";

const NOW = Date.parse("2026-10-04T06:00:00Z");

let closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
  closing = [];
});

test("a queue that keeps no jobs is tried with growing pauses and said once, and what waits is told when it keeps them again", async () => {
  const desk = await startHttpReceiver(() => ({ status: 200 }));
  closing.push(() => desk.close());
  const said: string[] = [];
  const say = (_fields: object, text: string): void => void said.push(text);
  const tries: number[] = [];
  let isFull = true;
  const openJobs = async (): Promise<Jobs> => {
    const jobs = openEmbeddedJobs({ logger: silentLogger() });
    return { ...jobs, register: (handler) => fullAtTimes(jobs.register(handler)) };
  };
  const fullAtTimes = <Payload, Result>(queue: JobQueue<Payload, Result>): JobQueue<Payload, Result> => ({
    ...queue,
    add: async (payload) => {
      if (!isFull) return queue.add(payload);
      tries.push(performance.now());
      throw new MilepostError("jobs_unavailable", "Redis is full", { retryable: true });
    },
  });
  const delivery = deliverySettings({ desk: desk.url });
  const deployment = await openTestDeployment(NOW, { delivery, start: false, openJobs });
  closing.push(() => deployment.close());
  await deployment.apply(deliveryPlan());
  await raise(deployment.log, ["alone"]);
  await deployment.restart({ logger: { ...silentLogger(), warn: say, info: say } });
  await expect.poll(() => tries.length, { timeout: 120_000 }).toBe(3);
  const [, second = 0, third = 0] = tries;
  // The second failure doubled the pause of a second.
  expect(third - second).toBeGreaterThan(1_900);
  expect(said.filter((text) => text.startsWith("a person could not be told"))).toHaveLength(1);
  isFull = false;
  await expect.poll(() => desk.received.length, { timeout: 120_000 }).toBe(1);
  await expect.poll(() => said, { timeout: 120_000 }).toContain("telling people fails no more");
});
