import { expect, it } from "vitest";
import type { ReplayedSetting, TriedSetting } from "../../compose.ts";
import { askedThresholds } from "./try-fields.ts";
import { trySection } from "./try-section.ts";
import { figureRows, toldPeople, triedHeadline } from "./tried-rows.ts";

const plan = { raiseBelow: 0.5, clearAbove: 0.65, periods: 2 };
const replay: ReplayedSetting = {
  alerts: 3,
  right: 2,
  wrong: 0,
  undecided: 1,
  missed: 4,
  caught: 3,
  precision: 1,
  recall: 0.75,
  medianLead: 4.5,
  people: [
    { person: "ann", alerts: 1, messages: 1, inDigest: 0 },
    { person: "bob", alerts: 1, messages: 1, inDigest: 0 },
    { person: "bob", alerts: 1, messages: 0, inDigest: 1 },
  ],
};
const none: ReplayedSetting = {
  ...replay,
  alerts: 0,
  right: 0,
  undecided: 0,
  missed: 0,
  caught: 0,
  precision: null,
  recall: null,
  medianLead: null,
  people: [],
};
const tried: TriedSetting = { from: "2025-10-05", to: "2026-10-05", replay, current: { replay: none } };

it("nothing asked: the form stands as the plan says, and nothing is tried", () => {
  expect(askedThresholds({}, { ...plan, raiseBelow: 0.55 })).toEqual({
    filled: { typed: { raiseBelow: "55", clearAbove: "65", periods: "2" }, problems: {} },
    tried: null,
  });
});

it("chances are asked in percent, and tried as shares", () => {
  const typed = { raiseBelow: "40", clearAbove: "62.5", periods: "3" };
  expect(askedThresholds(typed, plan)).toEqual({
    filled: { typed, problems: {} },
    tried: { raiseBelow: 0.4, clearAbove: 0.625, periods: 3 },
  });
});

it("what is tried is what the lines for the plan file say, without what binary fractions add", () => {
  const typed = { raiseBelow: "33.3", clearAbove: "66.6666666", periods: "3" };
  const { filled, tried: asked } = askedThresholds(typed, plan);
  expect(asked).toEqual({ raiseBelow: 0.333, clearAbove: 0.666667, periods: 3 });
  const section = trySection({
    person: "ann",
    filled,
    tried,
    unanswered: false,
    tookMs: 0,
    ofSome: false,
    nameOf: (id) => id,
  }).safe;
  expect(section).toContain("  raiseBelow: 0.333\n  periods: 3\n  clearAbove: 0.666667<");
  expect(section).toContain("These are not told apart here, and count as in a digest");
});

it.each([0.12345, 0.07, 0.29, 0.333333])(
  "a plan's %d stands unrounded, and unchanged is tried as it is",
  (chance) => {
    const { typed } = askedThresholds({}, { ...plan, raiseBelow: chance }).filled;
    expect(typed["raiseBelow"]).toMatch(/^\d+(\.\d{1,4})?$/);
    expect(askedThresholds(typed, plan).tried?.raiseBelow).toBe(chance);
  },
);

it.each([
  [{ raiseBelow: "140" }, "raiseBelow"],
  [{ raiseBelow: "-1" }, "raiseBelow"],
  [{ clearAbove: "" }, "clearAbove"],
  [{ clearAbove: "most" }, "clearAbove"],
  [{ clearAbove: "39" }, "clearAbove"],
  [{ periods: "0" }, "periods"],
  [{ periods: "13" }, "periods"],
  [{ periods: "1.5" }, "periods"],
])(
  "%j is outside the bounds: the field says so, what was typed stays, and nothing is tried",
  (wrong, field) => {
    const typed = { raiseBelow: "40", clearAbove: "60", periods: "2", ...wrong };
    const { filled, tried: asked } = askedThresholds(typed, plan);
    expect(asked).toBeNull();
    expect(filled.typed).toEqual(typed);
    expect(Object.keys(filled.problems)).toEqual([field]);
  },
);

it("says how many, how right, and beside what the plan's setting told; unknown is no number", () => {
  expect(triedHeadline(tried)).toBe(
    "It would have sent 3 alerts, instead of 0: 2 of goals that missed, 0 of goals that were reached, and of 1 nobody knows yet.",
  );
  expect(triedHeadline({ ...tried, replay: none })).toBe("It would have sent 0 alerts, as many as now.");
  expect(figureRows(tried).slice(-3)).toEqual([
    ["Right, of those with an outcome", "100\u00a0%", "unknown"],
    ["Misses that had an alert", "3 of 4", "no misses"],
    ["Periods from the first alert to the end, in the median", "4.5", "unknown"],
  ]);
});

it("people are told of with all their months, the one whose page it is first", () => {
  expect(toldPeople(tried, "ann")).toEqual([
    { person: "ann", alerts: 1, messages: 1, inDigest: 0, now: 0 },
    { person: "bob", alerts: 2, messages: 1, inDigest: 1, now: 0 },
  ]);
  expect(toldPeople(tried, "kim").map(({ person }) => person)).toEqual(["bob", "ann"]);
});
