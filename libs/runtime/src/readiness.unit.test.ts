import { expect, it } from "vitest";
import { standingClock } from "./clock.ts";
import { createReadiness } from "./readiness.ts";

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
  const readiness = createReadiness(clock);
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
  const readiness = createReadiness(clock);
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
