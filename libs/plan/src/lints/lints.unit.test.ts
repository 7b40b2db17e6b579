import { expect, test } from "vitest";
import { parsePlan } from "../parse-plan.ts";
import { lintsOf } from "./lints-of.ts";

const plan = (goal: string): string => `apiVersion: milepost/v1
calendars: { default: { kind: gregorian, timeZone: Europe/Berlin } }
people: { ann: { name: Ann, email: ann@example.org } }
kpis: { otd: { name: On time, unit: ratio, direction: increase, behaviour: ratio, grain: month } }
goals:
  quiet: { kind: annual_goal, title: Quiet, owner: ann, window: 2026, measure: { kpi: otd, to: 0.9 }, ${goal} }
  spoken: { kind: annual_goal, title: Spoken, owner: ann, window: 2026, measure: { kpi: otd, to: 0.9 }, checkIns: true }
`;

test("disabling check-ins for a goal raises a warning at its place, and the plan may be applied", () => {
  const parsed = parsePlan(plan("checkIns: false"));
  expect(parsed).toMatchObject({
    ok: true,
    lints: [
      {
        severity: "warning",
        field: "goals.quiet.checkIns",
        code: "check_ins_disabled",
        fix: expect.stringContaining("remove checkIns: false"),
        line: 6,
      },
    ],
  });
});

test.each(["checkIns: true", "cadence: weekly", "cadence: P10D, grace: P2D"])("%s raises none", (goal) => {
  expect(parsePlan(plan(goal))).toMatchObject({ ok: true, lints: [] });
});

test.each([
  "cadence: daily",
  "cadence: P20Y",
  "grace: soon",
  "checkIns: maybe",
  "cadence: PT1H",
  "grace: P2D",
])("%s is no plan", (goal) => {
  expect(parsePlan(plan(goal)).ok).toBe(false);
});

test("every rule is asked", () => {
  const parsed = parsePlan(plan("checkIns: false"));
  if (!parsed.ok) throw new Error("the plan is fine");
  const found = { severity: "hint", path: ["goals"], code: "x", message: "x", fix: "x" } as const;
  expect(lintsOf(parsed.plan, [() => [found], () => [found]])).toEqual([found, found]);
});
