import type { MilepostEvent } from "@milepost/contracts";
import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import { emptyPlan } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import { expect, test } from "vitest";
import { createDeliveryState } from "../delivery/delivery-state.ts";
import type { Telling, TellingView } from "../delivery/tellings.ts";
import { createGoalEvents } from "./goal-events.ts";
import { silentGoals } from "./silence-tellings.ts";

const { goalDefined, goalStale, stalenessEnded, checkInMade, kpiDefined } = EXAMPLE_EVENTS;
const goals = new Map([[goalStale.data.goal, goalDefined.data]]) as unknown as PlanState["goals"];
const kpi = goalDefined.data.definition.measure.kpi;
const kpis = new Map([[kpi, kpiDefined.data]]) as unknown as PlanState["kpis"];
const person = { name: "Plant lead", email: "plant.lead@example.org" };

function toldAfter(
  events: readonly MilepostEvent[],
  people = ["plant-lead"],
  ofGoals = goals,
): readonly Telling[] {
  const goalEvents = createGoalEvents();
  for (const event of events) goalEvents.take(event);
  const plan = { ...emptyPlan, goals: ofGoals, kpis };
  const deliveries = createDeliveryState();
  const view = { plan, goalEvents, deliveries, people: new Map(people.map((id) => [id, person])) };
  return silentGoals(view as unknown as TellingView).map(({ compose }) => compose());
}

test("the reminder says in plain words which goal, since when, how many days that had been, what was last, and what to do", () => {
  const [telling] = toldAfter([goalStale]);
  expect(telling).toMatchObject({
    person: "plant-lead",
    telling: `${goalStale.data.spell}/stale`,
    headline: `“${goalDefined.data.definition.title}”: nothing has come in since 2026-08-20`,
    page: "/stale-goals?owner=plant-lead#otd-2026",
    lines: [
      "On 2026-10-03 that had been 44 days: longer than the 1 month within which somebody should look at it and the 7 days of grace.",
      "The last thing that came in was a check-in.",
      expect.stringMatching(
        /^Check in on it, report a value of .+, connect the source .+, or take the goal out of the plan/,
      ),
    ],
  });
});

test("nobody is asked to check in where the plan disables that", () => {
  const { data } = goalDefined;
  const quiet = { ...data, definition: { ...data.definition, checkIns: false } };
  const ofGoals = new Map([[goalStale.data.goal, quiet]]) as unknown as typeof goals;
  const [telling] = toldAfter([goalStale], undefined, ofGoals);
  expect(telling?.lines.at(-1)).toMatch(/^Report a value of .+, connect the source/);
});

test("of a goal about which nothing ever came in it says so, since the goal is there", () => {
  const data = { ...goalStale.data, last: null, existsSince: "2026-07-31T22:00:00.000Z" };
  const [telling] = toldAfter([{ ...goalStale, data }]);
  expect(telling?.headline).toContain("nothing has come in since 2026-08-01");
  expect(telling?.lines).toContain("Nothing has ever come in about it.");
});

test("nobody is reminded once somebody spoke, also while the end is on its way into the log, nor where nobody is there to be told", () => {
  expect(toldAfter([goalStale, checkInMade])).toEqual([]);
  expect(toldAfter([goalStale, stalenessEnded])).toEqual([]);
  expect(toldAfter([stalenessEnded, goalStale, stalenessEnded])).toEqual([]);
  expect(toldAfter([goalStale], [])).toEqual([]);
});
