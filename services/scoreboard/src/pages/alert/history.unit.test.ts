import { expect, it } from "vitest";
import type { AlertStep } from "../../reading/alert-life.ts";
import { stepText, withDecisions } from "./history.ts";

const step: AlertStep = {
  step: "raised",
  at: Date.parse("2014-10-14T04:00:00Z"),
  period: "2014-09",
  chance: 0.31,
  chanceBefore: 0.34,
  person: "kim",
  date: null,
  text: null,
  outcome: null,
  reach: null,
};

it.each<[Partial<AlertStep>, string]>([
  [
    {},
    "Raised with September 2014, at a chance of 31\u00a0%; before it fell below the threshold it was 34\u00a0%.",
  ],
  [
    { chanceBefore: null },
    "Raised with September 2014, at a chance of 31\u00a0%; what it was before that is unknown.",
  ],
  [
    { step: "acknowledged", date: "2014-10-29", text: "Two more crews" },
    "Acknowledged by kim, review on 29 October 2014: “Two more crews”.",
  ],
  [{ step: "snoozed", date: "2014-10-12" }, "Put off until 12 October 2014 by kim."],
  [{ step: "escalated" }, "Went to kim, since nobody had taken it on in time."],
  [{ step: "reopened" }, "Reopened, since the chance has not improved: it went from 34\u00a0% to 31\u00a0%."],
  [{ step: "recovering", chance: 0.52 }, "Recovering: the chance went from 34\u00a0% to 52\u00a0%."],
  [
    { step: "accepted", text: "Aim for 96.4 % instead of 97.0 %" },
    "Accepted by kim: “Aim for 96.4 % instead of 97.0 %”.",
  ],
  [{ step: "declined", text: "Give it more time" }, "Declined by kim: “Give it more time”."],
  [{ step: "closed", outcome: "miss" }, "Closed: the goal was missed."],
])("%j is said as: %s", (changes, text) => {
  expect(stepText({ ...step, ...changes })).toBe(text);
});

it("decisions stand behind what had happened by then, everything else as the log has it", () => {
  const at = (day: number, name: string): AlertStep => ({ ...step, step: name, at: day });
  // What figures say is dated by them, and may be known later.
  const steps = [at(1, "raised"), at(5, "acknowledged"), at(4, "recovering"), at(9, "closed")];
  const decided = [at(7, "declined"), at(2, "accepted"), at(0, "accepted")];
  expect(withDecisions(steps, decided).map((one) => one.at)).toEqual([0, 1, 2, 5, 4, 7, 9]);
});
