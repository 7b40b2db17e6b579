import { afterEach, expect, it, vi } from "vitest";
import { standingClock } from "./clock.ts";
import { createReadiness } from "./readiness.ts";

afterEach(() => void vi.useRealTimers());

const START = Date.parse("2026-10-03T06:00:00Z");

it("not ready says which part, since when, and why; the beginning stays when the reason changes", async () => {
  const clock = standingClock(START);
  const readiness = createReadiness(clock);
  expect(await readiness.reason()).toBeUndefined();
  readiness.hold("start", "it is starting");
  clock.set(START + 60_000);
  readiness.hold("start", "Kafka does not answer; start the broker");
  expect(await readiness.reason()).toBe(
    "start (since 2026-10-03T06:00:00.000Z): Kafka does not answer; start the broker",
  );
  readiness.release("start");
  expect(await readiness.reason()).toBeUndefined();
});

it("a part is looked at when somebody asks, at most as often as its look holds", async () => {
  const clock = standingClock(START);
  const readiness = createReadiness(clock, () => clock.now());
  let looks = 0;
  let answer: string | undefined = "ClickHouse does not answer";
  const end = readiness.probe("store", { freshMs: 1_000, look: async () => ((looks += 1), answer) });
  expect(await readiness.reason()).toContain("store (since");
  answer = undefined;
  expect(await readiness.reason()).toContain("ClickHouse does not answer");
  clock.set(START + 1_000);
  expect(await readiness.reason()).toBeUndefined();
  expect(looks).toBe(2);
  end();
  clock.set(START + 5_000);
  await readiness.reason();
  expect(looks).toBe(2);
});

it("a look that fails is a reason", async () => {
  const readiness = createReadiness(standingClock(START));
  readiness.probe("log", { freshMs: 0, look: () => Promise.reject(new Error("connection refused")) });
  expect(await readiness.reason()).toContain("connection refused");
});

it("a part that was found wrong is looked at again soon, however long a good look holds", async () => {
  const clock = standingClock(START);
  const readiness = createReadiness(clock, () => clock.now());
  let answer: string | undefined = "the clock is off";
  readiness.probe("machine", { freshMs: 60_000, look: async () => answer });
  expect(await readiness.reason()).toContain("the clock is off");
  answer = undefined;
  clock.set(START + 1_000);
  expect(await readiness.reason()).toBeUndefined();
  answer = "the clock is off again";
  clock.set(START + 60_000);
  expect(await readiness.reason()).toBeUndefined();
  clock.set(START + 61_000);
  expect(await readiness.reason()).toContain("off again");
});

it("a clock that is put back keeps no part from being looked at again", async () => {
  const clock = standingClock(START);
  let elapsed = 0;
  const readiness = createReadiness(clock, () => elapsed);
  let answer: string | undefined = "the clock is two hours ahead";
  readiness.probe("machine", { freshMs: 60_000, look: async () => answer });
  expect(await readiness.reason()).toContain("two hours ahead");
  answer = undefined;
  clock.set(START - 7_200_000);
  elapsed = 1_000;
  expect(await readiness.reason()).toBeUndefined();
  answer = "Kafka is away";
  elapsed = 61_000;
  expect(await readiness.reason()).toContain("Kafka is away");
});

it("a look that does not end in time is told its end, and the reason names the server and what to do", async () => {
  vi.useFakeTimers();
  const readiness = createReadiness(standingClock(START));
  let ended = false;
  const look = (signal: AbortSignal): Promise<undefined> => {
    signal.addEventListener("abort", () => (ended = true));
    return new Promise(() => undefined);
  };
  const server = { name: "Redis at redis-1:6379 (REDIS_URL)", fix: "see that it runs" };
  readiness.probe("jobs", { freshMs: 0, look, server });
  const asked = readiness.reason();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await asked).toMatch(
    /^jobs \(since .*\): Redis at redis-1:6379 \(REDIS_URL\) did not answer within 3 s; see that it runs$/,
  );
  expect(ended).toBe(true);
});
