import { expect, test } from "vitest";
import { parsePlan } from "../parse-plan.ts";

/** Problems of a scorecard with one item, of a goal that is judged by the share of its periods that are kept. */
function problemsOf(
  item: object,
  measure: object = { evaluation: "control", successRatio: 0.8 },
): readonly string[] {
  const plan = {
    apiVersion: "milepost/v1",
    calendars: { default: { kind: "gregorian", timeZone: "Europe/Berlin" } },
    people: { ann: { name: "Ann", email: "ann@example.org" } },
    kpis: {
      otd: { name: "On time", unit: "percent", direction: "increase", behaviour: "stock", grain: "month" },
    },
    goals: {
      kept: {
        kind: "annual_goal",
        title: "Kept",
        owner: "ann",
        window: 2026,
        measure: { kpi: "otd", to: 90, ...measure },
      },
    },
    scorecards: { all: { items: [{ goal: "kept", ...item }] } },
  };
  const parsed = parsePlan(JSON.stringify(plan));
  return parsed.ok ? [] : parsed.problems.map(({ field, code, fix }) => `${field} ${code}: ${fix}`);
}

const FIX = "write it as a share of periods, from 0 to less than 0.8, such as 0.6";

test.each([85, 1, 0.8, -0.1])(
  "a red flag of %s is no share of periods below the one asked for",
  (redFlag) => {
    expect(problemsOf({ redFlag })).toEqual([`scorecards.all.items.0.redFlag red_flag_no_share: ${FIX}`]);
  },
);

test.each([5, 0.81])("a red flag cannot lie %s below a share of 0.8", (redFlagDistance) => {
  const fix = "write it as a share of periods, up to 0.8, such as 0.2";
  expect(problemsOf({ redFlagDistance })).toEqual([
    `scorecards.all.items.0.redFlagDistance red_flag_no_share: ${fix}`,
  ]);
});

test("where nothing says which share is asked for, it is all periods", () => {
  const fix = "write it as a share of periods, from 0 to less than 1, such as 0.75";
  expect(problemsOf({ redFlag: 90 }, { evaluation: "control" })).toEqual([
    `scorecards.all.items.0.redFlag red_flag_no_share: ${fix}`,
  ]);
});

test.each([{ redFlag: 0.6 }, { redFlag: 0 }, { redFlagDistance: 0.8 }, {}])(
  "%o is a share, or says nothing",
  (item) => {
    expect(problemsOf(item)).toEqual([]);
  },
);

test("of every other goal the red flag is in the KPI's unit", () => {
  expect(problemsOf({ redFlag: 85 }, {})).toEqual([]);
  expect(problemsOf({ redFlagDistance: 5 }, {})).toEqual([]);
});
