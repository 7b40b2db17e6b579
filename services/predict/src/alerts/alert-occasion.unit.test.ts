import { expect, test } from "vitest";
import type { AlertNews } from "./alert-events.ts";
import {
  alertsIn,
  dateOf,
  day,
  logged,
  raisedAlertEvent,
  sightAt,
  wordEvent,
} from "../testing/alert-world.ts";
import type { LifeSight } from "./alert-life.ts";
import { decideLife } from "./alert-life.ts";
import { isTakenOn, occasionOf, untoldOccasion } from "./alert-occasion.ts";
import type { Occasion } from "./alert-occasion.ts";
import { holderOf } from "./known-alert.ts";
import type { AlertEvent, KnownAlert } from "./known-alert.ts";

const ALERT = "g-2026-09";
const raised = raisedAlertEvent();
const acknowledged = wordEvent("acknowledged", { id: "ack", at: day(3), until: dateOf(10) });
const snoozed = wordEvent("snoozed", { id: "snooze", at: day(3), until: dateOf(10) });

const only = (log: readonly AlertEvent[]): KnownAlert => alertsIn(log)[0] as KnownAlert;

/** The log once the page has told what there is to tell. */
function told(log: readonly AlertEvent[], now: number): readonly AlertEvent[] {
  const occasion = untoldOccasion(only(log));
  if (occasion === null) return log;
  const owner = holderOf(only(log)).person;
  const id = `digest-${occasion.id}`;
  const news: AlertNews = {
    type: "milepost.alerts.delivered.v1",
    id,
    key: owner,
    data: {
      digest: id,
      owner,
      channel: "page",
      alerts: [ALERT],
      occasions: [occasion.id],
      subject: "",
      text: "",
    },
  };
  return [...log, logged(news, now)];
}

/** The log after what is due at a moment was decided. */
function after(
  log: readonly AlertEvent[],
  now: number,
  changes: Partial<LifeSight> = {},
): readonly AlertEvent[] {
  return [...log, ...decideLife(only(log), sightAt(now, changes)).map((news) => logged(news, now))];
}

const kind = (occasion: Occasion | null): string | undefined => occasion?.kind;

test("an alert is told when it is raised, and each time it comes up again or to somebody else, once each", () => {
  let log: readonly AlertEvent[] = [raised];
  const kinds: (string | undefined)[] = [];
  const look = (now: number): void => {
    log = after(log, now);
    kinds.push(kind(untoldOccasion(only(log))));
    log = told(log, now);
    expect(untoldOccasion(only(log))).toBeNull();
    expect(untoldOccasion(only(after(log, now)))).toBeNull();
  };
  look(day(1));
  log = [...log, acknowledged];
  look(day(5));
  look(day(10));
  look(day(24));
  log = [...log, wordEvent("acknowledged", { id: "ack-2", at: day(25), until: dateOf(30) })];
  look(day(30));
  log = [...log, wordEvent("snoozed", { id: "snooze-2", at: day(31), until: dateOf(40) })];
  look(day(35));
  look(day(40));
  const again = ["raised", undefined, "reopened", "escalated", "reopened", undefined, "woken"];
  expect(kinds).toEqual(again);
});

test("what was put off is not told before it wakes, not even when it was never told, or goes to somebody else", () => {
  expect(untoldOccasion(only([raised, snoozed]))).toBeNull();
  const handedOver = after([raised, snoozed], day(5), { owner: "dan" });
  expect(untoldOccasion(only(handedOver))).toBeNull();
  const awake = only(after(handedOver, day(10), { owner: "dan" }));
  expect([kind(untoldOccasion(awake)), holderOf(awake).person]).toEqual(["woken", "dan"]);
});

test("handed over at the moment it was reopened, it is told to whom it is with now, and not again", () => {
  const both = told(after([raised, acknowledged], day(10), { owner: "dan" }), day(10));
  expect(kind(occasionOf(only(both)))).toBe("reassigned");
  expect(untoldOccasion(only(both))).toBeNull();
});

test("taken on counts from the occasion on, and only while that word holds", () => {
  const taken = only([raised, acknowledged]);
  expect(isTakenOn(taken, occasionOf(taken) as Occasion)).toBe(true);
  const reopened = only(after([raised, acknowledged], day(10)));
  expect(isTakenOn(reopened, occasionOf(reopened) as Occasion)).toBe(false);
  const handedOver = only(after([raised, acknowledged], day(5), { owner: "dan" }));
  expect(isTakenOn(handedOver, occasionOf(handedOver) as Occasion)).toBe(false);
});

test("a digest that does not say for what it told an alert told that person that it is with them", () => {
  const delivered = told([raised], day(1)).at(-1) as AlertEvent;
  const data = { ...delivered.data, occasions: undefined };
  const bare = logged(
    { type: "milepost.alerts.delivered.v1", id: "old", key: "ann", data } as AlertNews,
    day(1),
  );
  expect(untoldOccasion(only([raised, bare]))).toBeNull();
  expect(kind(untoldOccasion(only(after([raised, bare], day(14)))))).toBe("escalated");
});
