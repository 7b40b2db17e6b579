import { expect, it } from "vitest";
import { table } from "../table.ts";
import { goalColumns, whyNot } from "./goals.ts";

const listed = (figures: object, evaluation = "at-due"): string => {
  const assessment = {
    as_of: "2026-09-01",
    p_hit: 0.4,
    reason: null,
    rule_status: "off_track",
    actual: 341,
    target_to_date: 320,
    target: 405,
    expected_end: 407,
    ...figures,
  };
  const goal = {
    goal: "g",
    owner: "ann",
    kpi: "k",
    evaluation,
    window_to: "2026-12-31",
    outcome: null,
    assessment,
  };
  const styles = new Map([["k", { unit: "currency", currency: "EUR", decimals: 0 }]]);
  return table([goal], goalColumns(styles)).replaceAll(/ {2,}/g, " | ");
};

it("beside the actual and its status stands what it is held against, the target to date; each target says which one it is", () => {
  expect(listed({}).split("\n")).toEqual([
    "chance | goal | owner | until | actual | target to date | red/green rule | expected end | target at the end | unit",
    expect.stringMatching(/\| 341 \| 320 \| off track \| 407 \| 405 \| EUR$/u),
  ]);
});

it("of control the figures are shares of periods, in percent, whatever the KPI is measured in", () => {
  const shares = { actual: 0.75, target_to_date: 0.9, expected_end: 0.8, target: 0.9 };
  expect(listed(shares, "control")).toMatch(/\| 75 \| 90 \| off track \| 80 \| 90 \| percent$/mu);
});

it("figures on different sides never look equal: 99.97 is off track of 100, and 100 beside it would not show why", () => {
  expect(listed({ actual: 99.97, target_to_date: 100 })).toContain("| 99.97 | 100.00 | off track |");
  expect(listed({ actual: 99.996, target_to_date: 100 })).toContain("| 99.996 | 100.000 | off track |");
  expect(listed({ actual: 100, target_to_date: 100 })).toContain("| 100 | 100 | off track |");
  expect(listed({ actual: null, target_to_date: 100 })).toContain("| – | 100 | off track |");
});

it("a goal without a chance says why: closed and how, not assessed yet, or the assessment's reason", () => {
  expect(whyNot({ assessment: null, outcome: "unscored" })).toBe("closed unscored");
  expect(whyNot({ assessment: null, outcome: "miss" })).toBe("closed miss");
  expect(whyNot({ assessment: null, outcome: null })).toBe("not assessed");
  expect(whyNot({ assessment: { reason: "no_data" }, outcome: null })).toBe("unknown: no data");
});
