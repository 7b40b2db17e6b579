import { expect, it } from "vitest";
import { table } from "../table.ts";
import { goalColumns, goalsToList, whyNot } from "./goals.ts";

const assessed = {
  as_of: "2026-09-01",
  p_hit: 0.4,
  reason: null,
  rule_status: "off_track",
  actual: 341,
  target_to_date: 320,
  target: 405,
  expected_end: 407,
};
const defined = { owner: "ann", kpi: "k", evaluation: "at-due", window_to: "2026-12-31", outcome: null };

const listed = (figures: object, evaluation = "at-due"): string => {
  const goal = { ...defined, goal: "g", evaluation, assessment: { ...assessed, ...figures } };
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

it("a goal that has ended is no open one, whatever chance was said last; among all it tells its outcome instead", () => {
  const goals = [
    { ...defined, goal: "ended", outcome: "hit" },
    { ...defined, goal: "open" },
    { ...defined, goal: "awaited", window_to: "2026-08-31" },
  ] as const;
  const chances = goals.map(({ goal }, index) => ({ ...assessed, goal, p_hit: 0.1 * (index + 1) }));
  const now = goalsToList(goals, chances, { all: false });
  expect([now.items.map(({ goal }) => goal), now.left]).toEqual([["open", "awaited"], 1]);
  const all = goalsToList(goals, chances, { all: true }).items;
  const rows = table(all, goalColumns(new Map())).split("\n").slice(1);
  expect(rows.map((row) => row.trim().replaceAll(/ {2,}/g, " | "))).toEqual([
    expect.stringMatching(/^20 % \| open/u),
    expect.stringMatching(/^30 % \| awaited/u),
    "closed hit | ended | ann | 2026-12-31 | – | – | – | – | – | –",
  ]);
});

it("as of a month a goal has the chance that was said then, though its outcome is known by now", () => {
  const goals = [{ ...defined, goal: "ended", outcome: "miss" } as const];
  const { items, left } = goalsToList(goals, [{ ...assessed, goal: "ended" }], {
    asOf: "2026-08",
    all: false,
  });
  expect(items).toMatchObject([{ goal: "ended", assessment: { p_hit: 0.4 } }]);
  expect(left).toBe(0);
});
