import { expect, it } from "vitest";
import type { AlertOption } from "../../reading/alert-options.ts";
import type { KpiFacts } from "../../reading/readings.ts";
import { decisionWords, optionWords } from "./option-words.ts";

const kpi = {
  name: "On time",
  direction: "increase",
  grain: "month",
  style: { unit: "percent", decimals: 1 },
  bounds: { lower: 0, upper: 100 },
  cumulative: false,
  judged: { style: { unit: "percent", decimals: 1 } },
} as KpiFacts;
const none = {
  value: null,
  due_on: null,
  due_on_now: "2014-12-31",
  target_now: 97,
  p_hit: null,
  p_hit_now: 0.31,
  change: null,
  reached: null,
  reached_of: null,
  until_period: null,
  child: null,
  weight: null,
  share: null,
  reason: null,
  tried_to: null,
  clear_above: 0.65,
  is_past: false,
  decision: null,
  p_hit_low: null,
  p_hit_high: null,
} as AlertOption;

const leadOf = () => ({ name: "Open vacancies", style: { unit: "count", decimals: 0, scale: 1 } });

it.each<[Partial<AlertOption>, string, string]>([
  [
    { kind: "pace", value: 99.2, reached: 16, reached_of: 36, until_period: "2014-11" },
    "Bring 99.2 % a month until it is due",
    "Reached 16 times in the last 36 months. The best earlier months, held from November 2014 on, would still reach it.",
  ],
  [
    { kind: "pace", value: 99.2, reached: 16, reached_of: 36, until_period: "2014-11", is_past: true },
    "Bring 99.2 % a month until it is due",
    "Reached 16 times in the last 36 months. The best earlier months reached it only if held from November 2014 on, and that is over.",
  ],
  [
    { kind: "pace", value: 99.9, reached: 0, reached_of: 36 },
    "Bring 99.9 % a month until it is due",
    "Not reached once in the last 36 months.",
  ],
  [
    { kind: "pace", value: 253.1, reached: 0, reached_of: 36, p_hit_now: 0.006 },
    "Bring more in what is left",
    "Out of reach: it would take 253.1 % a month.",
  ],
  [
    { kind: "pace", value: 100.04, reached: 0, reached_of: 36, p_hit_now: 0.1 },
    "Bring more in what is left",
    "It would take 100.04 % a month, more than the 100.00 % it can be; a chance is left since forecasts can be wrong.",
  ],
  [{ kind: "pace", value: -3, reached: 36, reached_of: 36 }, "Keep going", "Any figure of a month keeps it."],
  [
    { kind: "date", due_on: "2015-03-31", p_hit: 0.67, change: 0.36 },
    "Give it until 31 March 2015 instead of 31 December 2014",
    "The chance of reaching it is 67 % then instead of 31 %, 36 points more.",
  ],
  [
    { kind: "date", reason: "none_helps", tried_to: "2015-12-31" },
    "Give it more time",
    "No later date up to 31 December 2015 brings the chance above 65 %.",
  ],
  [
    { kind: "date", reason: "gains_little", tried_to: "2015-12-31" },
    "Give it more time",
    "No later date up to 31 December 2015 helps: none makes the chance better by 5 points or more.",
  ],
  [
    { kind: "target", reason: "gains_little" },
    "Aim for another target",
    "No other target helps: none makes the chance better by 5 points or more.",
  ],
  [
    { kind: "date", reason: "starts_again" },
    "Give it more time",
    "On time starts again each year: a later date is next year's goal.",
  ],
  [
    { kind: "target", value: 96.4, p_hit: 0.66, change: 0.35 },
    "Aim for 96.4 % instead of 97.0 %",
    "The chance of reaching it is 66 % then instead of 31 %, 35 points more.",
  ],
  [
    { kind: "target", reason: "two_sided" },
    "Aim for another target",
    "It must lie in a range: no target on one side is easier.",
  ],
  [
    { kind: "child", child: "line-1", p_hit: 0.2, share: 0.8, weight: 2 },
    "Look at “LINE-1”",
    "Its own chance is 20 %. 80 % of the risk of the goals below comes from it, which weighs 2.",
  ],
  [
    {
      kind: "lead",
      lead: "vacancies",
      value: -6,
      level: 18,
      lag: 2,
      from_period: "2014-10",
      p_hit: 0.66,
      change: 0.35,
    },
    "Bring “Open vacancies” to 6 less than it would otherwise be, from October 2014 on (it last stood at 18)",
    "“Deliveries on time” follows 2 months later. The chance of reaching it is 66 % then instead of 31 %, 35 points more. That takes for granted that the one moves the other as it did so far.",
  ],
  [
    {
      kind: "lead",
      value: 6,
      from_period: null,
      level: 18,
      lag: 1,
      p_hit: 0.66,
      change: 0.35,
      p_hit_low: 0.52,
      p_hit_high: 0.81,
    },
    "Bring “Open vacancies” to 6 more than it would otherwise be (it last stood at 18)",
    "“Deliveries on time” follows 1 month later. The chance of reaching it is 66 % then instead of 31 %, 35 points more. How much the one moves the other is not sure: it may as well be between 52 % and 81 %. That takes for granted that the one moves the other as it did so far.",
  ],
  [
    { kind: "lead", lead: "vacancies", value: -6, level: 18, from_period: "2014-10", is_past: true },
    "Bring “Open vacancies” to 6 less than it would otherwise be, from October 2014 on (it last stood at 18)",
    "Too late: October 2014 has begun.",
  ],
  [
    {
      kind: "lead",
      lead: "vacancies",
      value: -6,
      level: 18,
      lag: 1,
      p_hit: 0.66,
      change: 0.35,
      from_period: "2014-10",
      is_past: true,
      decision: "accepted",
    },
    "Bring “Open vacancies” to 6 less than it would otherwise be, from October 2014 on (it last stood at 18)",
    "“Deliveries on time” follows 1 month later. The chance of reaching it is 66 % then instead of 31 %, 35 points more. That takes for granted that the one moves the other as it did so far.",
  ],
  [{ kind: "child", child: "line-1" }, "Look at “LINE-1”", "Its own chance cannot be told."],
])("%j is said in words", (option, what, effect) => {
  const words = optionWords(
    { ...none, ...option },
    { kpi, moved: "Deliveries on time", titleOf: (goal) => goal.toUpperCase(), leadOf, reach: null },
  );
  expect({
    what: words.what.replaceAll("\u00a0", " "),
    effect: words.effect.replaceAll("\u00a0", " "),
  }).toEqual({
    what,
    effect,
  });
});

it("percent of a lead are told as points, and what the plan has no more by its id", () => {
  const option = { ...none, kind: "lead", lead: "yield", value: 3, level: 80, lag: 1 } as AlertOption;
  const context = { kpi, moved: "Deliveries on time", titleOf: (goal: string) => goal, reach: null };
  const share = { name: "Yield", style: { unit: "percent", decimals: 1 } };
  expect(optionWords({ ...option, from_period: "2014-10" }, { ...context, leadOf: () => share }).what).toBe(
    "Bring “Yield” to 3.0 percentage points more than it would otherwise be, from October 2014 on (it last stood at 80.0\u00a0%)",
  );
  expect(optionWords({ ...option, from_period: null }, { ...context, leadOf: () => null }).what).toBe(
    "Bring “yield” to 3 more than it would otherwise be (it last stood at 80)",
  );
});

it("a decision is said with who, when and why, whether it was followed, and what came of it", () => {
  const line = "goals.g.measure.to: 96.4";
  const decided = {
    ...none,
    decided_by: "ann",
    decided_at: "2014-10-03T13:30:00.000Z",
    decline_reason: null,
    in_plan: false,
    line,
  };
  const ended = { outcome: null, nameOf: (id: string) => id.toUpperCase(), timeZone: "UTC" };
  expect(decisionWords({ ...none, decision: null }, ended)).toBeNull();
  expect(decisionWords({ ...decided, decision: "accepted" }, ended)).toBe(
    `Accepted by ANN on 3 Oct 2014, 13:30. The plan does not say so: ${line}.`,
  );
  expect(
    decisionWords({ ...decided, decision: "accepted", in_plan: true }, { ...ended, outcome: "hit" }),
  ).toBe("Accepted by ANN on 3 Oct 2014, 13:30. The plan says so now. The goal was reached.");
  expect(
    decisionWords({ ...decided, decision: "declined", decline_reason: "No" }, { ...ended, outcome: "miss" }),
  ).toBe("Declined by ANN on 3 Oct 2014, 13:30: “No”. The goal was missed.");
  const lead = { ...decided, kind: "lead", line: null, decision: "accepted" } as const;
  expect(decisionWords(lead, ended)).toBe(
    "Accepted by ANN on 3 Oct 2014, 13:30, who answers for it. No goal of the plan measures it yet.",
  );
  expect(decisionWords({ ...lead, in_plan: true }, ended)).toContain("A goal of the plan measures it.");
});
