import { expect, test } from "vitest";
import {
  alertsIn,
  dateOf,
  day,
  logged,
  raisedAlertEvent,
  sightAt,
  wordEvent,
} from "../testing/alert-world.ts";
import { decideLife, isImproved } from "./alert-life.ts";
import type { LifeSight } from "./alert-life.ts";
import type { AlertEvent, KnownAlert } from "./known-alert.ts";

const raised = raisedAlertEvent();
const acknowledged = wordEvent("acknowledged", { id: "ack", at: day(3), until: dateOf(30) });
const snoozed = wordEvent("snoozed", { id: "snooze", at: day(3), until: dateOf(20) });

/** What the only alert of a log does next, in short. */
function next(log: readonly AlertEvent[], now: number, changes: Partial<LifeSight> = {}): readonly string[] {
  return decided(log, now, changes).map(({ type, data }) =>
    [type.split(".")[2], (data as { to?: string }).to].filter((part) => part !== undefined).join(" "),
  );
}

function decided(
  log: readonly AlertEvent[],
  now: number,
  changes: Partial<LifeSight> = {},
): ReturnType<typeof decideLife> {
  return decideLife(alertsIn(log)[0] as KnownAlert, sightAt(now, changes));
}

/** The log with what is decided at a moment. */
function after(
  log: readonly AlertEvent[],
  now: number,
  changes: Partial<LifeSight> = {},
): readonly AlertEvent[] {
  return [...log, ...decided(log, now, changes).map((news) => logged(news, now))];
}

const chance = (pHit: number | null, days: number): Partial<LifeSight> => ({
  newest: { period: `of day ${days}`, pHit, asOf: day(days) },
});

test("escalated to the next person when nobody acknowledged it in time, each of whom has the whole time", () => {
  expect(next([raised], day(14) - 1)).toEqual([]);
  expect(next([raised], day(14))).toEqual(["escalated bob"]);
  const escalated = after([raised], day(15));
  expect(next(escalated, day(29) - 1)).toEqual([]);
  expect(next(escalated, day(29))).toEqual(["escalated cleo"]);
  expect(next(after(escalated, day(29)), day(300))).toEqual([]);
});

test("a plan that names no deadline escalates nothing", () => {
  expect(next([raised], day(300), { acknowledgeWithin: undefined })).toEqual([]);
});

test("what somebody has taken on is not escalated, and comes up again on its review date when the chance has not improved", () => {
  expect(next([raised, acknowledged], day(30) - 1)).toEqual([]);
  expect(next([raised, acknowledged], day(30))).toEqual(["reopened"]);
  expect(next([raised, acknowledged], day(30), chance(0.44, 29))).toEqual(["reopened"]);
  expect(next([raised, acknowledged], day(30), chance(null, 29))).toEqual(["reopened"]);
  expect(next([raised, acknowledged], day(30), { newest: undefined })).toEqual([]);
  const [reopened] = decided([raised, acknowledged], day(31), chance(0.25, 29));
  expect(reopened?.data).toMatchObject({
    pHit: 0.25,
    pHitBefore: 0.3,
    asOf: new Date(day(30)).toISOString(),
  });
});

test("what was reopened waits anew, and is escalated only to people who never had it", () => {
  const reopened = after([raised, acknowledged], day(30));
  expect(next(reopened, day(44) - 1)).toEqual([]);
  expect(next(reopened, day(44))).toEqual(["escalated bob"]);
  const again = wordEvent("acknowledged", { id: "ack-2", at: day(45), until: dateOf(60) });
  const twice = after([...after(reopened, day(44)), again], day(60));
  expect(next(twice, day(74))).toEqual(["escalated cleo"]);
});

test("recovering as soon as the chance is better by the hysteresis, before and after the review date, once", () => {
  expect(next([raised, acknowledged], day(10), chance(0.45, 10))).toEqual(["recovering"]);
  const recovering = after([raised, acknowledged], day(10), chance(0.45, 10));
  expect(next(recovering, day(40), chance(0.5, 40))).toEqual([]);
  expect(next(recovering, day(40), chance(0.35, 40))).toEqual(["reopened"]);
});

test("improved is by the hysteresis at least, and never without any gain", () => {
  expect(isImproved(0.35, 0.2, 0.15)).toBe(true);
  expect(isImproved(0.34, 0.2, 0.15)).toBe(false);
  expect(isImproved(0.2, 0.2, 0)).toBe(false);
});

test("what was put off rests until its date, then waits anew", () => {
  expect(next([raised, snoozed], day(20) - 1)).toEqual([]);
  expect(next([raised, snoozed], day(20))).toEqual(["woken"]);
  const awake = after([raised, snoozed], day(20));
  expect(next(awake, day(34) - 1)).toEqual([]);
  expect(next(awake, day(34))).toEqual(["escalated bob"]);
});

test("a word that names the day it was said on holds until that day is over", () => {
  const today = wordEvent("acknowledged", { id: "ack", at: day(3) + 1, until: dateOf(3) });
  expect(next([raised, today], day(4) - 1)).toEqual([]);
  expect(next([raised, today], day(4))).toEqual(["reopened"]);
});

test("the last word by its own time counts, whichever arrived last", () => {
  const later = wordEvent("snoozed", { id: "snooze", at: day(4), until: dateOf(40) });
  expect(next([raised, acknowledged, later], day(30))).toEqual([]);
  expect(next([raised, later, acknowledged], day(30))).toEqual([]);
});

test("an owner who left: the alert goes to whoever is accountable now, who is told and has the whole time", () => {
  const left = { owner: "dan" };
  expect(next([raised], day(13), left)).toEqual(["reassigned dan"]);
  const handedOver = after([raised], day(13), left);
  expect(alertsIn(handedOver)[0]).toMatchObject({ owner: "dan" });
  expect(next(handedOver, day(27) - 1, left)).toEqual([]);
  expect(next(handedOver, day(27), left)).toEqual(["escalated bob"]);
});

test("somebody of the chain who left: the alert goes up, and to the owner where nobody is above", () => {
  const escalated = after([raised], day(14));
  expect(next(escalated, day(15), { chain: ["cleo"] })).toEqual(["reassigned cleo"]);
  expect(next(escalated, day(15), { chain: [] })).toEqual(["reassigned ann"]);
});

test("history, what was cleared and what is closed take no steps", () => {
  const backtest = { ...raised, data: { ...raised.data, backtest: true } } as AlertEvent;
  expect(next([backtest], day(300))).toEqual([]);
  const data = { alert: "g-2026-09", goal: "g", asOf: "2026-10-02T00:00:00Z" };
  const closed = {
    type: "milepost.alert.closed.v1",
    id: "c",
    key: "g",
    data: { ...data, outcome: "miss" },
  } as const;
  expect(next([raised, logged(closed, day(1))], day(300))).toEqual([]);
});
