import { expect, test } from "vitest";
import { WAYS } from "./alert-ways.ts";
import type { ToldGoal, ToldPeriod } from "./alert-ways.ts";
import { compareAlerts, ourAlerts, toldBy } from "./compare-alerts.ts";

const YEAR = { from: "2013-01-01", to: "2013-12-31" };
const SETTING = { raiseBelow: 0.5, periods: 2, clearAbove: 0.65 };

interface Told {
  readonly chance: number | null;
  readonly red: boolean;
}

/** A goal of 2013 with what was told of its first months; its line goes from 100 to 112. */
function goal(name: string, outcome: "hit" | "miss", ...months: readonly Told[]): ToldGoal {
  const told = months.map(({ chance, red }, index): ToldPeriod => {
    const [period, elapsed] = [`2013-${String(index + 1).padStart(2, "0")}`, (index + 1) / 12];
    const line = 100 + 12 * elapsed;
    return {
      period,
      endsOn: `${period}-28`,
      periodsLeft: 11 - index,
      chance,
      ruleStatus: red ? "off_track" : "on_track",
      paceStatus: red ? "behind" : "on_pace",
      paceExpected: line,
      actual: red ? line - 1 : line,
      target: 112,
      elapsed,
    };
  });
  return { goal: name, owner: "ann", outcome, told };
}

const low = (red: boolean): Told => ({ chance: 0.2, red });
const high = (red: boolean): Told => ({ chance: 0.9, red });

/** Milepost sees the first miss two months before red and green do, the second as they do, and believes in the third. */
const GOALS = [
  goal("seen", "miss", low(false), low(false), low(true), low(true)),
  goal("shown", "miss", low(true), low(true)),
  goal("reached", "hit", high(true), high(true)),
];

test("each miss counts with the months from its first alert, one without an alert as 0", () => {
  const unseen = goal("unseen", "miss", high(false), high(false));
  expect(toldBy(ourAlerts([...GOALS, unseen], SETTING, YEAR))).toMatchObject({
    alerts: 2,
    missed: 3,
    caught: 2,
    precision: 1,
    medianLead: 10,
    meanLead: 20 / 3,
  });
});

test("a rule is compared with as many alerts of Milepost at most, on the goals that it speaks of", () => {
  const silent: ToldGoal = {
    ...goal("silent", "miss", low(true), low(true)),
    told: [{ ...(GOALS[0] as ToldGoal).told[0], ruleStatus: "unknown" } as ToldPeriod],
  };
  const { rule, ours } = compareAlerts([...GOALS, silent], 2, YEAR).get("red_green") ?? {};
  expect(rule).toMatchObject({ alerts: 3, missed: 2, caught: 2, precision: 2 / 3, meanLead: 9 });
  expect(ours).toMatchObject({ alerts: 3, missed: 2, caught: 2, precision: 2 / 3, meanLead: 10 });
});

test("a vendor's rule measures progress from where the line starts", () => {
  const [, , red] = (GOALS[0] as ToldGoal).told;
  // A quarter of the way is asked for, a sixth is done: two thirds, or 8 points behind.
  const said = Object.fromEntries(Object.entries(WAYS).map(([name, way]) => [name, way(red as ToldPeriod)]));
  expect(said).toMatchObject({ pace: 0, okrs_tool: 0, upraise: 0, planview: 0, engagedly: 1 });
  expect(WAYS["upraise"]?.({ ...(red as ToldPeriod), actual: 103 })).toBe(1);
  expect(WAYS["upraise"]?.({ ...(red as ToldPeriod), target: null })).toBeNull();
});

test("an alert that comes back within two months after it was cleared is flapping: two periods in a row never do", () => {
  const months = (...chances: readonly number[]): ToldGoal =>
    goal("one", "miss", ...chances.map((chance) => ({ chance, red: false })));
  const told = (one: ToldGoal, periods: number): unknown => {
    const { flapping, repeated } = toldBy(ourAlerts([one], { ...SETTING, periods }, YEAR));
    return { flapping, repeated };
  };
  expect(told(months(0.2, 0.9, 0.6, 0.2), 1)).toEqual({ repeated: 1, flapping: 1 });
  expect(told(months(0.2, 0.9, 0.6, 0.6, 0.2), 1)).toEqual({ repeated: 1, flapping: 0 });
  expect(told(months(0.2, 0.2, 0.9, 0.9, 0.2, 0.2), 2)).toEqual({ repeated: 0, flapping: 0 });
  expect(told(months(0.2, 0.2, 0.9, 0.9, 0.2, 0.2, 0.2), 2)).toEqual({ repeated: 1, flapping: 0 });
});
