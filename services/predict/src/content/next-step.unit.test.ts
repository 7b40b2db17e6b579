import type { OptionsWeighedData, WeighedOption } from "@milepost/contracts";
import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import { expect, test } from "vitest";
import { measuredBy } from "../goal-case.fixture.ts";
import { nextStep } from "./next-step.ts";

const measured = measuredBy({ to: 1300, evaluation: "cumulative" });
const goalOf = (id: string): { title: string; owner: string } | undefined =>
  id === "secret" ? undefined : { title: `Goal ${id}`, owner: "kim" };
const child = (goal: string, pHit: number | null, share: number | null): WeighedOption => ({
  option: `child-${goal}`,
  kind: "child",
  goal,
  weight: 1,
  pHit,
  gap: null,
  share,
  assessment: null,
});
const pace = (reached: number | null): WeighedOption => ({
  option: "pace-1",
  kind: "pace",
  value: 117,
  reached,
  of: 36,
  until: null,
});
const odds = { pHit: 0.7, change: 0.4, line: "x" };
const date: WeighedOption = {
  option: "date-1",
  kind: "date",
  dueOn: "2027-02-28",
  duePeriod: "2027-02",
  ...odds,
};
const target: WeighedOption = { option: "target-1", kind: "target", value: 1200, ...odds };
const weighed = (...options: WeighedOption[]): OptionsWeighedData => ({
  ...EXAMPLE_EVENTS.optionsWeighed.data,
  pHit: 0.3,
  options,
});
const stepOf = (...options: WeighedOption[]): string | null =>
  nextStep(weighed(...options), { measured, raiseBelow: 0.5, goalOf }).option;

test("what mends the goal comes before what changes it, and a later date before an easier target", () => {
  expect(stepOf(target, date, pace(20), child("a", 0.1, 0.6))).toBe("child-a");
  expect(stepOf(target, date, pace(18))).toBe("pace-1");
  expect(stepOf(target, date, pace(17))).toBe("date-1");
  expect(stepOf(target, pace(null))).toBe("target-1");
});

test("a goal below is where to begin only where it is at risk itself, carries half of the risk, and may be named", () => {
  expect(stepOf(child("a", 0.1, 0.4), date)).toBe("date-1");
  expect(stepOf(child("a", 0.6, 0.9), date)).toBe("date-1");
  expect(stepOf(child("a", null, null), date)).toBe("date-1");
  expect(stepOf(child("secret", 0.1, 0.9), date)).toBe("date-1");
});

test("where nothing helps, or nothing was weighed, an answer is asked for", () => {
  expect(nextStep(weighed(), { measured, raiseBelow: 0.5, goalOf })).toMatchObject({
    kind: "answer",
    option: null,
  });
  expect(nextStep(undefined, { measured, raiseBelow: 0.5, goalOf }).kind).toBe("answer");
});

test("a step says what to do and what comes of it", () => {
  const said = (option: WeighedOption): string =>
    nextStep(weighed(option), { measured, raiseBelow: 0.5, goalOf }).text;
  expect(said(child("a", 0.1, 0.6))).toBe(
    "Help kim with “Goal a” first: it carries 60 % of the risk of the goals below.",
  );
  expect(said(pace(20))).toBe("Bring 117.00 a month until it is due: 20 of the last 36 months did.");
  expect(said(date)).toBe(
    "Agree on 28 February 2027 as the due date: the chance is 70 % instead of 30 % then.",
  );
  expect(said(target)).toBe("Agree on 1,200.00 as the target: the chance is 70 % instead of 30 % then.");
});
