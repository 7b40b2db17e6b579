import { expect, test } from "vitest";
import { parsePlan } from "../parse-plan.ts";

interface Asked {
  readonly grain: string;
  readonly window: string;
  readonly measure: string;
  readonly behaviour?: string;
}

/** What is told of the window of a plan's one goal. */
function told({ grain, window, measure, behaviour = "flow" }: Asked): readonly object[] {
  const parsed = parsePlan(`apiVersion: milepost/v1
calendars: { default: { kind: gregorian, timeZone: Europe/Berlin } }
people: { ann: { name: Ann, email: ann@example.org } }
kpis: { sales: { name: Sales, unit: count, direction: increase, behaviour: ${behaviour}, grain: ${grain} } }
goals:
  half: { kind: wig, title: Half, owner: ann, window: ${window}, measure: { kpi: sales, to: 5000, ${measure} } }
`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.lints;
}

const SECOND_HALF = "{ from: 2026-07-01, to: 2026-12-31 }";

test("a sum is told which weeks lie only partly in its window and do not count, and which windows end with weeks", () => {
  expect(told({ grain: "week", window: SECOND_HALF, measure: "evaluation: cumulative" })).toMatchObject([
    {
      severity: "warning",
      code: "partial_periods",
      field: "goals.half.window",
      line: 6,
      message:
        '"half" counts whole weeks: 2026-W27 and 2026-W53 lie only partly in its window and are left out, so its target is asked of 175 days, not of 184',
      fix: "set window: { from: 2026-06-29, to: 2027-01-03 } to count them, or { from: 2026-07-06, to: 2026-12-27 } and the target of those days",
    },
  ]);
});

test("one that lies partly in it is told alone, also of months", () => {
  const cumulative = "evaluation: cumulative";
  const [week] = told({ grain: "week", window: "{ from: 2026-07-06, to: 2026-12-31 }", measure: cumulative });
  expect(week).toMatchObject({
    message: expect.stringContaining("2026-W53 lies only partly in its window and is left out"),
    fix: expect.stringContaining("to: 2027-01-03 } to count it, or"),
  });
  const [month] = told({
    grain: "month",
    window: "{ from: 2026-01-15, to: 2026-12-31 }",
    measure: cumulative,
  });
  expect(month).toMatchObject({ message: expect.stringContaining("whole months: 2026-01 lies") });
});

test.each([
  { grain: "week", window: "{ from: 2026-06-29, to: 2027-01-03 }", measure: "evaluation: cumulative" },
  { grain: "month", window: "2026", measure: "evaluation: cumulative" },
  { grain: "day", window: SECOND_HALF, measure: "evaluation: cumulative" },
  // A level at the due week is asked of no days.
  { grain: "week", window: SECOND_HALF, measure: "evaluation: at-due", behaviour: "stock" },
])("whole periods, and what does not add up, are told nothing: %o", (asked) => {
  expect(told(asked)).toEqual([]);
});
