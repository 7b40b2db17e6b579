import { expect, it } from "vitest";
import type { Column } from "../table.ts";
import { table } from "../table.ts";
import { OPTION_COLUMNS } from "./alert-options.ts";
import { CHANNEL_COLUMNS } from "./channels.ts";
import { EVENT_COLUMNS, REVIEW_COLUMNS } from "./reviews.ts";

type Item = Readonly<Record<string, unknown>>;

/** The cells of one row, by head. */
function cells(item: Item, columns: readonly Column<Item>[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    columns.map((column) => [column.head, table([item], [column]).split("\n")[1]?.trim() ?? ""]),
  );
}

it("a channel that nobody looks after has nobody as its owner", () => {
  const channel = { channel: "mail", kind: "email", owner: null, recipients: 2, paused: [] };
  expect(cells(channel, CHANNEL_COLUMNS)).toMatchObject({ owner: "nobody", standing: "in use" });
});

it("a review without a forecast or a conclusion has none; a forecast that could tell no chance is unknown", () => {
  const review = {
    assessment_before: null,
    p_hit_before: null,
    assessment_after: null,
    p_hit_after: null,
    decision: null,
    outcome: null,
  };
  expect(cells(review, REVIEW_COLUMNS)).toMatchObject({
    before: "none",
    after: "none yet",
    conclusion: "none yet",
  });
  const forecast = { ...review, assessment_before: "a-1", assessment_after: "a-2", p_hit_after: 0.31 };
  expect(cells(forecast, REVIEW_COLUMNS)).toMatchObject({ before: "unknown", after: "31 %" });
  expect(cells({ ...review, outcome: "miss" }, REVIEW_COLUMNS)).toMatchObject({
    conclusion: "none: the goal ended before",
  });
  const event = { goals: [], unknown_goals: [], unknown_kpis: ["sales"] };
  expect(cells(event, EVENT_COLUMNS)).toMatchObject({ goals: "none", "not known here": "sales" });
});

it("of an option only what can be decided waits for somebody, and only a goal below may have an unknown chance", () => {
  const option = { reason: null, line: null, decision: null, p_hit: null };
  const shown = (changes: Item): Readonly<Record<string, string>> =>
    cells({ ...option, ...changes }, OPTION_COLUMNS);
  expect(shown({ kind: "pace" })).toMatchObject({ "chance then": "–", decision: "–" });
  expect(shown({ kind: "child", child: "otd-east" })).toMatchObject({ "chance then": "unknown" });
  expect(shown({ kind: "date", p_hit: 0.7, line: "goals.g.window.to: 2027-01-31" })).toMatchObject({
    "chance then": "70 %",
    decision: "nobody's yet",
  });
  const lead = {
    kind: "lead",
    lead: "calls",
    value: -6,
    level: 18,
    from_period: "2026-10",
    lag: 2,
    p_hit: 0.7,
  };
  expect(shown(lead)["what"]).toBe(
    "calls: 6 less than it would otherwise be, from 2026-10 on (it last stood at 18; 2 periods ahead)",
  );
  expect(shown({ ...lead, p_hit_low: 0.55, p_hit_high: 0.8 })).toMatchObject({
    "chance then": "70 % (55 % to 80 %)",
    decision: "nobody's yet",
  });
  expect(shown({ ...lead, is_past: true })["decision"]).toBe("too late");
  expect(shown({ kind: "date", reason: "gains_little" })["what"]).toBe("none adds 5 points of chance");
  expect(shown({ kind: "date", reason: "none_helps" })).toMatchObject({ "chance then": "–" });
});
