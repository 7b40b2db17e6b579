import { goalSchema } from "@milepost/contracts";
import type { Goal } from "@milepost/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shortestSilence, silenceOf } from "./silence.ts";
import type { Silence, SilenceFacts } from "./silence.ts";

function goalOf(changes: Partial<Goal> = {}): Goal {
  const measure = { kpi: "output", from: 0, to: 9 };
  const goal = { kind: "annual_goal", title: "Output", owner: "ann", window: 2026, measure };
  return goalSchema.parse({ ...goal, cadence: "weekly", ...changes });
}

const at = (instant: string): number => Date.parse(instant);

function judged(lastAt: string | null, now: string, more: Partial<SilenceFacts> = {}): Silence | null {
  return silenceOf({
    goal: goalOf(),
    timeZone: "UTC",
    definedAt: at("2026-01-01T00:00:00Z"),
    lastAt: lastAt === null ? undefined : at(lastAt),
    now: at(now),
    ...more,
  });
}

test("silence of exactly cadence plus grace is not too long; of a millisecond more it is", () => {
  const now = "2026-03-15T00:00:00Z";
  expect(judged("2026-03-01T00:00:00.000Z", now)).toMatchObject({
    isStale: false,
    days: 14,
    since: at(now),
    cadence: "P7D",
    grace: "P7D",
  });
  expect(judged("2026-02-28T23:59:59.999Z", now)).toMatchObject({ isStale: true, days: 15 });
  expect(judged("2026-03-01T00:00:00Z", now, { goal: goalOf({ grace: "P6D" }) })?.isStale).toBe(true);
});

test("it is judged at the beginning of the day in the goal's zone, so that all of a day goes stale together, and once a day", () => {
  const last = "2026-03-01T12:00:00Z";
  expect(judged(last, "2026-03-15T23:59:59Z")?.isStale).toBe(false);
  expect(judged(last, "2026-03-16T00:00:00Z")?.isStale).toBe(true);
  const [morning, night] = ["2026-03-16T00:00:00Z", "2026-03-16T23:59:59Z"].map((now) => judged(last, now));
  expect(night).toEqual(morning);
  // In Auckland the day begins eleven hours earlier, or more.
  const timeZone = "Pacific/Auckland";
  expect(judged(last, "2026-03-15T11:30:00Z", { timeZone })).toMatchObject({
    isStale: false,
    asOf: at("2026-03-15T11:00:00Z"),
  });
  expect(judged(last, "2026-03-16T11:00:00Z", { timeZone })).toMatchObject({ isStale: true, days: 15 });
});

test("months, and days on which clocks change, are counted by the calendar", () => {
  const timeZone = "Europe/Berlin";
  const goal = goalOf({ cadence: "monthly", grace: "P1D" });
  const last = "2026-02-28T23:00:00Z"; // Midnight of 1 March in Berlin, and clocks go forward on the 29th.
  expect(judged(last, "2026-04-01T22:00:00Z", { goal, timeZone })).toMatchObject({
    isStale: false,
    days: 32,
    since: at("2026-04-01T22:00:00Z"),
  });
  expect(judged(last, "2026-04-02T22:00:00Z", { goal, timeZone })).toMatchObject({ isStale: true, days: 33 });
});

test("of a goal without any event silence counts since it is there and its window has begun", () => {
  expect(judged(null, "2026-01-15T00:00:00Z")).toMatchObject({ isStale: false, days: 14 });
  expect(judged(null, "2026-01-16T00:00:00Z")).toMatchObject({ isStale: true, days: 15 });
  const definedAt = at("2026-05-01T00:00:00Z");
  expect(judged(null, "2026-05-10T00:00:00Z", { definedAt })).toMatchObject({ isStale: false, days: 9 });
  // An event before the window is one, but does not shorten the time that people have.
  const early = judged("2025-10-01T00:00:00Z", "2026-01-15T00:00:00Z");
  expect(early).toMatchObject({ isStale: false, days: 106 });
});

test("a goal is silent for nobody where the plan does not say how often people look at it, before its window, and after it", () => {
  const last = "2026-01-01T00:00:00Z";
  const { cadence: _, ...silent } = goalOf();
  expect(judged(last, "2026-06-01T00:00:00Z", { goal: silent })).toBeNull();
  expect(judged(last, "2025-12-31T23:00:00Z")).toBeNull();
  expect(judged(last, "2026-12-31T23:00:00Z")?.isStale).toBe(true);
  expect(judged(last, "2027-01-01T00:00:00Z")).toBeNull();
});

test("however long silence may last by the calendar, it is never shorter than what spares looks at a goal", () => {
  const duration = fc.constantFrom(
    "P1D",
    "P7D",
    "P10D",
    "P1M",
    "P2M",
    "P3M",
    "P6M",
    "P1Y",
    "P1M15D",
    "PT36H",
  );
  const zone = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland");
  const begins = fc.integer({ min: at("2026-01-01T12:00:00Z"), max: at("2026-11-30T00:00:00Z") });
  fc.assert(
    fc.property(fc.record({ cadence: duration, grace: duration, zone, begins }), (one) => {
      const goal = goalOf({ cadence: one.cadence, grace: one.grace });
      const facts = { goal, timeZone: one.zone, definedAt: one.begins, lastAt: one.begins, now: one.begins };
      const since = silenceOf(facts)?.since ?? Number.NEGATIVE_INFINITY;
      expect(since).toBeGreaterThanOrEqual(one.begins + shortestSilence(goal));
    }),
  );
});
