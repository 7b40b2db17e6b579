import fc from "fast-check";
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
import { decideLife } from "./alert-life.ts";
import type { LifeSight } from "./alert-life.ts";
import { evolveAlerts, isStanding } from "./known-alert.ts";
import type { AlertEvent } from "./known-alert.ts";

/** Days that a history lasts. */
const LAST_DAY = 120;
const ALERTS = ["g-2026-09", "g-2026-11"] as const;

const person = fc.constantFrom("ann", "bob", "cleo", "dan", "eve");
const word = fc.record({
  alert: fc.constantFrom(...ALERTS),
  kind: fc.constantFrom("acknowledged" as const, "snoozed" as const),
  saidOn: fc.nat(LAST_DAY),
  /** Days that it takes to the log. */
  underWay: fc.nat(10),
  for: fc.integer({ min: 0, max: 40 }),
});
const history = fc.record({
  words: fc.array(word, { maxLength: 8 }),
  /** The chance from a day on, oldest first. */
  chances: fc.array(fc.option(fc.integer({ min: 0, max: 64 }), { nil: null, freq: 5 }), {
    minLength: 5,
    maxLength: 5,
  }),
  owners: fc.array(person, { minLength: 3, maxLength: 3 }),
  chains: fc.array(fc.uniqueArray(person, { maxLength: 4 }), { minLength: 3, maxLength: 3 }),
  acknowledgeWithin: fc.constantFrom("P14D", "P3D", undefined),
  /** Days between two looks. */
  pace: fc.integer({ min: 1, max: 20 }),
  /** How many instances decide at once. */
  instances: fc.integer({ min: 1, max: 2 }),
  endsOn: fc.integer({ min: 1, max: LAST_DAY }),
  outcome: fc.constantFrom("hit" as const, "miss" as const, "unscored" as const),
});
type History = ReturnType<typeof history.generate>["value"];

interface Lived {
  readonly log: readonly AlertEvent[];
  /** Steps that an instance decided, more than once where there are several instances. */
  readonly again: readonly unknown[];
}

function at<Value>(values: readonly Value[], today: number): Value {
  return values[Math.min(values.length - 1, Math.floor((today * values.length) / LAST_DAY))] as Value;
}

function sightOn(told: History, today: number): LifeSight {
  const chanceOn = (one: number): number | null => {
    const percent = at(told.chances, one);
    return percent === null ? null : percent / 100;
  };
  return sightAt(day(today), {
    owner: at(told.owners, today),
    chain: at(told.chains, today).filter((one) => one !== at(told.owners, today)),
    acknowledgeWithin: told.acknowledgeWithin,
    newest: { period: `${today}`, pHit: chanceOn(today), asOf: day(today) },
    chanceAt: (instant) => chanceOn(Math.max(0, (instant - day(0)) / (day(1) - day(0)))),
  });
}

/** Lets days pass: words arrive, whoever looks decides, and the goal ends. */
function live(told: History): Lived {
  let log: readonly AlertEvent[] = ALERTS.map((alert) => raisedAlertEvent(alert));
  const again: unknown[] = [];
  const arrivals = told.words.map(({ saidOn, underWay, ...said }, index) => ({
    arrives: saidOn + underWay,
    event: wordEvent(
      said.kind,
      { id: `word-${index}`, at: day(saidOn), until: dateOf(saidOn + said.for) },
      said.alert,
    ),
  }));
  for (let today = 1; today <= told.endsOn; today += 1) {
    log = [...log, ...arrivals.filter(({ arrives }) => arrives === today).map(({ event }) => event)];
    if (today % told.pace !== 0) continue;
    const sight = sightOn(told, today);
    const steps = alertsIn(log).flatMap((alert) => decideLife(alert, sight));
    for (let instance = 0; instance < told.instances; instance += 1)
      log = [...log, ...steps.map((news) => logged(news, day(today)))];
    again.push(...alertsIn(log).flatMap((alert) => decideLife(alert, sight)));
  }
  const asOf = new Date(day(told.endsOn)).toISOString();
  const closed = ALERTS.map((alert) =>
    logged(
      {
        type: "milepost.alert.closed.v1",
        id: `${alert}-closed`,
        key: "g",
        data: { alert, goal: "g", asOf, outcome: told.outcome },
      },
      day(told.endsOn),
    ),
  );
  return { log: [...log, ...closed], again };
}

test("for any history: no alert is lost, none is there twice, and every one ends with its outcome", () => {
  fc.assert(
    fc.property(history, (told) => {
      const alerts = alertsIn(live(told).log);
      expect(alerts.map(({ alert }) => alert)).toEqual(ALERTS);
      expect(alerts.map(({ outcome }) => outcome)).toEqual(ALERTS.map(() => told.outcome));
      expect(alerts.some(isStanding)).toBe(false);
    }),
  );
});

test("for any history: whoever decides again decides nothing new", () => {
  fc.assert(
    fc.property(history, (told) => {
      expect(live(told).again).toEqual([]);
    }),
  );
});

test("for any history: nothing is escalated to a person twice, nor to somebody who had it, and it is always with somebody of the plan", () => {
  fc.assert(
    fc.property(history, (told) => {
      const { log } = live({ ...told, instances: 1 });
      const ids = log.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { alert, holders } of alertsIn(log)) {
        const moves = log.filter(
          (event): event is Extract<AlertEvent, { data: { to: string } }> =>
            (event.type === "milepost.alert.escalated.v1" || event.type === "milepost.alert.reassigned.v1") &&
            event.data.alert === alert,
        );
        expect(holders.map(({ person: one }) => one)).toEqual(["ann", ...moves.map(({ data }) => data.to)]);
        const toSomebodyAgain = moves.filter(
          ({ type, data }, index) =>
            type === "milepost.alert.escalated.v1" &&
            ["ann", ...moves.slice(0, index).map((move) => move.data.to)].includes(data.to),
        );
        expect(toSomebodyAgain).toEqual([]);
      }
    }),
  );
});

test("for any history: two instances that decide at once leave what one leaves", () => {
  fc.assert(
    fc.property(history, (told) => {
      const one = live({ ...told, instances: 1 });
      const two = live({ ...told, instances: 2 });
      expect(alertsIn(two.log)).toEqual(alertsIn(one.log));
    }),
  );
});

test("for any history: the order in which words arrived changes nothing, and hearing one again neither", () => {
  fc.assert(
    fc.property(history, fc.infiniteStream(fc.nat()), (told, random) => {
      const { log } = live(told);
      const isWord = ({ id }: AlertEvent): boolean => id.startsWith("word-") && !id.endsWith("-woken");
      const words = log.filter(isWord).map((event) => ({ event, rank: random.next().value as number }));
      const shuffled = words.toSorted((left, right) => left.rank - right.rank).map(({ event }) => event);
      const other = log.map((event) => (isWord(event) ? (shuffled.shift() as AlertEvent) : event));
      expect(alertsIn(other)).toEqual(alertsIn(log));
      expect(words.reduce((alerts, { event }) => evolveAlerts(alerts, event), alertsIn(log))).toEqual(
        alertsIn(log),
      );
    }),
  );
});

test("for any history: what somebody's word covers is not escalated", () => {
  fc.assert(
    fc.property(history, (told) => {
      const { log } = live({ ...told, instances: 1 });
      const covered = log.filter((event, index) => {
        if (event.type !== "milepost.alert.escalated.v1") return false;
        const before = alertsIn(log.slice(0, index)).find(({ alert }) => alert === event.data.alert);
        return before?.word !== null && before?.ranOut[before.word.id] === undefined;
      });
      expect(covered).toEqual([]);
    }),
  );
});
