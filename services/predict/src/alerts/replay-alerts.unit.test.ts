import { alertingSchema } from "@milepost/contracts";
import { expect, test } from "vitest";
import { replayAlerts } from "./replay-alerts.ts";
import type { ReplayedGoal } from "./replay-alerts.ts";

const alerting = alertingSchema.parse({});
const YEAR = { from: "2025-01-01", to: "2025-12-31" };

/** A goal of a year with the chances of its first months. */
function goal(
  name: string,
  outcome: ReplayedGoal["outcome"],
  ...chances: readonly (number | null)[]
): ReplayedGoal {
  const points = chances.map((pHit, index) => {
    const period = `2025-${String(index + 1).padStart(2, "0")}`;
    return { period, endsOn: `${period}-28`, pHit };
  });
  const of = { kind: "annual_goal", commitment: "committed" } as const;
  return { goal: name, owner: `owner-of-${name}`, of, points, leftAtLast: 12 - chances.length, outcome };
}

test("goals of a commitment or kind are replayed with what is said of them", () => {
  const lenient = alertingSchema.parse({ aspirational: { raiseBelow: 0.2 }, kinds: { wig: { periods: 1 } } });
  const all = [
    goal("committed", "miss", 0.4, 0.4),
    { ...goal("dream", "miss", 0.4, 0.4), of: { kind: "annual_goal", commitment: "aspirational" } as const },
    { ...goal("wig", "miss", 0.9, 0.4), of: { kind: "wig", commitment: "committed" } as const },
  ];
  expect(replayAlerts(all, lenient, YEAR).sent.map(({ goal: of }) => of)).toEqual(["committed", "wig"]);
});

test("an alert is right when its goal missed, wrong when it was reached, undecided while it is open", () => {
  const goals = [
    goal("missed", "miss", 0.7, 0.4, 0.3, 0.2),
    goal("unseen", "miss", 0.9, 0.9),
    goal("reached", "hit", 0.4, 0.4, 0.9, 0.9),
    goal("open", null, 0.1, 0.1),
    goal("calm", "hit", 0.9, 0.9),
  ];
  const replay = replayAlerts(goals, alerting, YEAR);
  expect(replay).toMatchObject({ alerts: 3, right: 1, wrong: 1, undecided: 1, missed: 2, caught: 1 });
  expect(replay).toMatchObject({ precision: 0.5, recall: 0.5, medianLead: 9, repeated: 0 });
  expect(replay.sent.map(({ goal: of, period, clearedPeriod }) => [of, period, clearedPeriod])).toEqual([
    ["missed", "2025-03", null],
    ["reached", "2025-02", "2025-04"],
    ["open", "2025-02", null],
  ]);
  expect(replay.owners).toContainEqual({
    owner: "owner-of-missed",
    alerts: 1,
    right: 1,
    wrong: 0,
    undecided: 0,
  });
});

test("another setting tells other alerts", () => {
  const goals = [goal("missed", "miss", 0.4, 0.9, 0.6, 0.2), goal("reached", "hit", 0.45, 0.45, 0.9)];
  const sent = (setting: Partial<typeof alerting>): number =>
    replayAlerts(goals, { ...alerting, ...setting }, YEAR).alerts;
  expect(sent({})).toBe(1);
  expect(sent({ raiseBelow: 0.44 })).toBe(0);
  expect(sent({ periods: 1 })).toBe(3);
});

test("a goal that is alerted twice is caught by its first alert, and counts as repeated", () => {
  const replay = replayAlerts([goal("missed", "miss", 0.4, 0.4, 0.9, 0.9, 0.4, 0.4, 0.4)], alerting, YEAR);
  expect(replay).toMatchObject({ alerts: 2, right: 2, caught: 1, repeated: 1, medianLead: 10 });
});

test("only what ends within the time counts, but what began before it makes a run", () => {
  const goals = [goal("missed", "miss", 0.9, 0.4, 0.4), goal("early", "miss", 0.4, 0.4)];
  expect(replayAlerts(goals, alerting, { from: "2025-03-01", to: "2025-12-31" })).toMatchObject({
    alerts: 1,
    missed: 1,
    caught: 1,
  });
});

test("a miss that was told of before the time is caught, though nothing is sent within it", () => {
  const goals = [goal("missed", "miss", 0.4, 0.4, 0.4, 0.4)];
  expect(replayAlerts(goals, alerting, { from: "2025-03-01", to: "2025-12-31" })).toMatchObject({
    alerts: 0,
    missed: 1,
    caught: 1,
    recall: 1,
    medianLead: 10,
  });
  expect(replayAlerts(goals, alerting, { from: "2025-01-01", to: "2025-01-31" })).toMatchObject({
    missed: 1,
    caught: 0,
  });
});

test("of nothing nothing is said: shares and lead are unknown, not 0", () => {
  const calm = replayAlerts([goal("calm", "hit", 0.9, 0.9)], alerting, YEAR);
  expect(calm).toMatchObject({ alerts: 0, precision: null, recall: null, medianLead: null });
  expect(replayAlerts([], alerting, YEAR)).toMatchObject({ alerts: 0, missed: 0, recall: null });
});
