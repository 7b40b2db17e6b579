import { expect, test } from "vitest";
import { parsePlan } from "../parse-plan.ts";
import { lintsOf } from "./lints-of.ts";

const plan = (goal: string): string => `apiVersion: milepost/v1
calendars: { default: { kind: gregorian, timeZone: Europe/Berlin } }
people: { ann: { name: Ann, email: ann@example.org }, bob: { name: Bob, email: bob@example.org } }
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
  expect(lintsOf(parsed.plan, null, [() => [found], () => [found]])).toEqual([found, found]);
});

const ESCALATING = "alerting: { acknowledgeWithin: P14D, escalateTo: [bob] }";
const committed = (goal: string, alerting = ""): readonly string[] => {
  const parsed = parsePlan(`${plan(goal)}${alerting}`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.lints.map(({ code, field }) => `${code} ${field}`);
};

test("a goal that is said to be committed must escalate when it is not credible: without deadline, or without anybody next, that is told", () => {
  expect(committed("commitment: committed")).toEqual(["committed_not_escalated goals.quiet.commitment"]);
  const apart = "alerting: { committed: { acknowledgeWithin: P7D } }";
  expect(committed("commitment: committed", apart)).toEqual([
    "committed_not_escalated goals.quiet.commitment",
  ]);
  expect(
    committed("commitment: committed", apart.replace(" }", " }, acknowledgeWithin: P14D, escalateTo: [bob]")),
  ).toEqual([]);
  expect(committed("commitment: committed", ESCALATING)).toEqual([]);
  // Whom its owner escalates to must be somebody else.
  expect(committed("commitment: committed", ESCALATING.replace("bob", "ann"))).toEqual([
    "committed_not_escalated goals.quiet.commitment",
  ]);
});

test("a goal that is committed because nothing else is said, and one that is not, are no concern of that", () => {
  expect(committed("weight: 2")).toEqual([]);
  expect(committed("commitment: aspirational")).toEqual([]);
});

test.each([
  ["quarter", "{ from: 2026-10-01, to: 2026-12-31 }", 1],
  ["year", "2026", 1],
  ["year", "{ from: 2026-04-01, to: 2027-12-31 }", 1],
  ["quarter", "2026", 0],
  ["month", "{ from: 2026-10-01, to: 2026-12-31 }", 0],
] as const)(
  "a goal by a KPI of %ss with the window %s is warned of where that is a single one",
  (grain, window, count) => {
    const text = plan("weight: 2")
      .replace("grain: month", `grain: ${grain}`)
      .replaceAll("window: 2026", `window: ${window}`);
    const parsed = parsePlan(text);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const found = parsed.lints.filter(({ field }) => field === "goals.quiet.window");
    expect(found).toHaveLength(count);
    for (const lint of found)
      expect(lint).toMatchObject({ severity: "warning", code: "one_period", line: 6 });
  },
);
