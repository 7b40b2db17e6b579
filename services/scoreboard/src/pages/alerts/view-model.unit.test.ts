import { expect, it } from "vitest";
import { alertReadingOf, SEPTEMBER } from "../../testing/readings.ts";
import { alertsView } from "./view-model.ts";

const acknowledgement = { by: "kim", reviewDate: "2014-10-29", plan: "Two more crews" };

it("open alerts stand under their owner, those that wait first, the nearest to its goal on top", () => {
  const view = alertsView(
    [
      alertReadingOf({ alert: "a", chanceNow: 0.1 }),
      alertReadingOf({ alert: "b", chanceNow: 0.4 }),
      alertReadingOf({ alert: "c", acknowledgement }),
    ],
    SEPTEMBER,
  );
  expect(view.headline).toBe("3 alerts are open in September 2014, 2 not taken on yet.");
  expect(view.owners[0]?.waiting.map(({ alert }) => alert)).toEqual(["b", "a"]);
  expect(view.owners[0]?.taken.map(({ alert }) => alert)).toEqual(["c"]);
});

it("what needs somebody now comes first: what came up again, what went up, then what nobody has taken on", () => {
  const view = alertsView(
    [
      alertReadingOf({ alert: "rests", state: "snoozed" }),
      alertReadingOf({ alert: "new", chanceNow: 0.4 }),
      alertReadingOf({ alert: "up", state: "escalated", chanceNow: 0.1 }),
      alertReadingOf({ alert: "again", state: "reopened", chanceNow: 0.1, acknowledgement }),
      alertReadingOf({ alert: "better", state: "recovering", acknowledgement }),
    ],
    SEPTEMBER,
  );
  expect(view.headline).toBe(
    "5 alerts are open in September 2014, 2 not taken on yet, 1 to be looked at again.",
  );
  expect(view.owners[0]?.waiting.map(({ alert }) => alert)).toEqual(["again", "up", "new"]);
  expect(view.owners[0]?.taken.map(({ alert }) => alert).toSorted()).toEqual(["better", "rests"]);
});

it("what is put off waits for nobody", () => {
  const view = alertsView([alertReadingOf({ state: "snoozed" })], SEPTEMBER);
  expect(view.headline).toBe("1 alert is open in September 2014, all of them taken on or put off.");
});

it("cleared and closed alerts are no longer open", () => {
  const view = alertsView(
    [alertReadingOf({ clearedPeriod: "2014-09" }), alertReadingOf({ outcome: "hit" })],
    SEPTEMBER,
  );
  expect(view.headline).toBe("No alert is open in September 2014.");
  expect(view.ended).toHaveLength(2);
});

it("what reached an owner together is one digest", () => {
  const digest = { id: "d", deliveredAt: SEPTEMBER.instant };
  const view = alertsView([alertReadingOf({ digest }), alertReadingOf({ alert: "b", digest })], SEPTEMBER);
  expect(view.digests.map(({ lines }) => lines.length)).toEqual([2]);
});

it("while alerts of some goals are not decided, none is not said to be none, and some are not said to be all", () => {
  expect(alertsView([], SEPTEMBER, { undecided: 70 }).headline).toBe(
    "Alerts of September 2014 are not decided yet: the past of 70 goals is still being assessed.",
  );
  expect(alertsView([alertReadingOf()], SEPTEMBER, { undecided: 1 }).headline).toBe(
    "1 alert is open in September 2014, none taken on yet; those of 1 goal are not decided yet.",
  );
});

it("alerts of two goals of a KPI are told apart, in their rows and in what was delivered", () => {
  const digest = { id: "d", deliveredAt: SEPTEMBER.instant };
  const two = [
    alertReadingOf({ alert: "a", goal: "warm", apart: "Keep it warm", digest }),
    alertReadingOf({ alert: "b", goal: "steady", apart: "Keep it steady", digest }),
  ];
  const { owners, digests } = alertsView(two, SEPTEMBER);
  expect(owners[0]?.waiting.map(({ goal, name }) => [goal, name])).toEqual([
    ["warm", "Elevator Availability: Keep it warm"],
    ["steady", "Elevator Availability: Keep it steady"],
  ]);
  expect(digests[0]?.lines.map(({ goal, apart }) => [goal, apart])).toEqual([
    ["warm", "Keep it warm"],
    ["steady", "Keep it steady"],
  ]);
});
