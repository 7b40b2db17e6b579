import type { MilepostEvent, PlanFile } from "@milepost/contracts";
import { planFileSchema } from "@milepost/contracts";
import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import { decidePlan, emptyPlan, evolve } from "@milepost/plan";
import { expect, test } from "vitest";
import type { News } from "../deployment.ts";
import { createLedger } from "../ledger.ts";
import { createGoalEvents } from "./goal-events.ts";
import type { KnownGoalEvent } from "./goal-events.ts";
import { createSilenceMemory, silenceSteps } from "./silence-steps.ts";

const goal = {
  kind: "annual_goal",
  title: "Output",
  owner: "ann",
  window: 2026,
  measure: { kpi: "output", from: 0, to: 9, evaluation: "first-hit" },
  cadence: "weekly",
};
const FILE = planFileSchema.parse({
  apiVersion: "milepost/v1",
  calendars: { default: { kind: "gregorian", timeZone: "UTC" } },
  people: { ann: { name: "Ann", email: "ann@example.org" } },
  kpis: {
    output: { name: "Output", unit: "count", behaviour: "stock", grain: "month", direction: "increase" },
  },
  goals: { "otd-2026": goal },
});

/** Events of the plan applied at a moment, after some others. */
function applied(
  file: PlanFile,
  now: string,
  before: readonly MilepostEvent[] = [],
): readonly MilepostEvent[] {
  let ids = 0;
  const newId = (): string => `plan-${now}-${(ids += 1)}`;
  const decided = decidePlan(file, evolve(emptyPlan, before), { now, source: "//t", actor: "t", newId });
  if (!decided.ok) throw new Error(JSON.stringify(decided.problems));
  return decided.events.map(({ event }) => ({ ...event, recordedtime: now }));
}

const START = applied(FILE, "2026-01-01T00:00:00.000Z");

/** What a log brings about at a moment at which a value arrived last, or none did. */
function stepsAfter(
  log: readonly MilepostEvent[],
  now: string,
  value?: Pick<KnownGoalEvent, "id" | "at">,
): readonly News[] {
  const [events, ledger] = [createGoalEvents(), createLedger()];
  for (const event of log) events.take(event);
  ledger.take(log.map((event, offset) => ({ event, record: { offset } })) as never);
  const valueOf = (): KnownGoalEvent | undefined => value && { ...value, kind: "value" };
  const sight = { plan: evolve(emptyPlan, log), events, ledger, valueOf, memory: createSilenceMemory() };
  return silenceSteps({ ...sight, now: Date.parse(now) }, { "observations/0": 7 });
}

function logged({ type, id, data }: News, now: string): MilepostEvent {
  const stamps = { id, time: now, recordedtime: now };
  return { ...EXAMPLE_EVENTS.goalStale, ...stamps, type, data } as MilepostEvent;
}

const UNTIL_APRIL = { from: "2026-01-01", to: "2026-04-15" };
const TOO_LATE = "2026-01-16T08:00:00.000Z";
const found = (log: readonly MilepostEvent[], now = TOO_LATE): readonly MilepostEvent[] =>
  stepsAfter(log, now).map((step) => logged(step, now));

test("a silence is found once, by whomever and however often, and a second one after the next event is another", () => {
  const first = stepsAfter(START, TOO_LATE);
  expect(first).toMatchObject([
    {
      type: "milepost.goal.stale.v1",
      key: "otd-2026",
      data: {
        owner: "ann",
        asOf: "2026-01-16T00:00:00.000Z",
        last: null,
        existsSince: "2026-01-01T00:00:00.000Z",
        since: "2026-01-15T00:00:00.000Z",
        days: 15,
        inputsPosition: { "observations/0": 7 },
      },
    },
  ]);
  // Found late on that day, a day later, or by another instance: the same to the id.
  const later = stepsAfter(START, "2026-01-19T00:00:00Z");
  expect(later.map(({ id }) => id)).toEqual(first.map(({ id }) => id));
  const log = [...START, ...found(START)];
  expect(stepsAfter(log, TOO_LATE)).toEqual([]);
  expect(stepsAfter(log, "2026-03-01T00:00:00Z")).toEqual([]);

  const at = Date.parse("2026-03-01T09:00:00Z");
  const ended = stepsAfter(log, "2026-03-01T09:00:01Z", { id: "value-1", at });
  expect(ended).toMatchObject([
    {
      type: "milepost.staleness.ended.v1",
      data: { reason: "event", event: { id: "value-1", kind: "value", at: "2026-03-01T09:00:00.000Z" } },
    },
  ]);
  const on = [...log, ...ended.map((step) => logged(step, "2026-03-01T09:00:01.000Z"))];
  expect(stepsAfter(on, "2026-03-15T23:59:59Z", { id: "value-1", at })).toEqual([]);
  const second = stepsAfter(on, "2026-03-16T00:00:00Z", { id: "value-1", at });
  expect(second).toMatchObject([{ data: { last: { id: "value-1", kind: "value" }, days: 15 } }]);
  expect(second[0]?.id).not.toBe(first[0]?.id);
});

const SOON = "2026-01-10T00:00:00.000Z";
const said = (event: MilepostEvent, more: object = {}): MilepostEvent =>
  ({
    ...event,
    id: "said",
    time: SOON,
    recordedtime: SOON,
    data: { ...event.data, goal: "otd-2026", ...more },
  }) as MilepostEvent;

test.each([
  ["check_in", said(EXAMPLE_EVENTS.checkInMade)],
  ["override", said(EXAMPLE_EVENTS.overrideMade)],
  ["override", said(EXAMPLE_EVENTS.overrideWithdrawn)],
  ["alert", said(EXAMPLE_EVENTS.alertAcknowledged)],
  ["alert", said(EXAMPLE_EVENTS.alertSnoozed)],
  ["review", said(EXAMPLE_EVENTS.reviewConcluded)],
  ["suggestion", said(EXAMPLE_EVENTS.suggestionAccepted)],
  ["suggestion", said(EXAMPLE_EVENTS.suggestionDeclined)],
  ["plan", said(EXAMPLE_EVENTS.definitionArchived, { kind: "goal", id: "otd-2026" })],
])("what people do is an event of a goal (%s): it ends its silence", (kind, event) => {
  const log = [...START, ...found(START), event];
  expect(stepsAfter(log, TOO_LATE)).toMatchObject([{ data: { reason: "event", event: { kind } } }]);
});

test("a change of a goal's definition is an event of it, a change of another object's is none", () => {
  const goals = { "otd-2026": { ...goal, title: "More output" } };
  const renamed = planFileSchema.parse({ ...FILE, goals });
  const change = applied(renamed, SOON, START);
  expect(change).toHaveLength(1);
  expect(stepsAfter([...START, ...change], TOO_LATE)).toEqual([]);
  const people = { ...FILE.people, bob: { name: "Bob", email: "bob@example.org" } };
  expect(stepsAfter([...START, ...applied({ ...FILE, people }, SOON, START)], TOO_LATE)).toHaveLength(1);
});

test.each(
  Object.entries({
    assessed: said(EXAMPLE_EVENTS.assessmentMade, { pHit: 0.5 }),
    learned: said(EXAMPLE_EVENTS.forecasterLearned),
    raised: said(EXAMPLE_EVENTS.alertRaised),
    cleared: said(EXAMPLE_EVENTS.alertCleared),
    escalated: said(EXAMPLE_EVENTS.alertEscalated),
    woken: said(EXAMPLE_EVENTS.alertWoken),
    told: said(EXAMPLE_EVENTS.messageComposed),
    delivered: said(EXAMPLE_EVENTS.messageAttempted),
    weighed: said(EXAMPLE_EVENTS.optionsWeighed),
    opened: said(EXAMPLE_EVENTS.reviewOpened),
    reassessed: said(EXAMPLE_EVENTS.reviewReassessed),
    closed: said(EXAMPLE_EVENTS.reviewClosed),
  }),
)("what Milepost says by itself is no event of a goal: %s", (_what, event) => {
  const log = [...START, event];
  expect(stepsAfter(log, TOO_LATE)).toMatchObject([{ data: { last: null } }]);
  const after = [...START, ...found(START), { ...event, recordedtime: "2026-01-17T00:00:00.000Z" }];
  expect(stepsAfter(after as readonly MilepostEvent[], "2026-01-20T00:00:00Z")).toEqual([]);
});

test("a goal that is over, has its outcome, or was to be reached once and is, is not stale, and its silence ends", () => {
  const silent = [...START, ...found(START)];
  expect(stepsAfter(START, "2027-01-01T00:00:00Z")).toEqual([]);
  const over = [{ type: "milepost.staleness.ended.v1", data: { reason: "over", event: null } }];
  expect(stepsAfter(silent, "2027-01-01T00:00:00Z")).toMatchObject(over);
  // Its last month is over, its window is not.
  const halfMonth = { ...FILE, goals: { "otd-2026": { ...FILE.goals["otd-2026"], window: UNTIL_APRIL } } };
  const begun = applied(halfMonth as PlanFile, "2026-01-01T00:00:00.000Z");
  const late = "2026-04-10T08:00:00.000Z";
  const closed = said(EXAMPLE_EVENTS.goalClosed, { asOf: "2026-04-02T00:00:00.000Z" });
  expect(stepsAfter(begun, late)).toHaveLength(1);
  expect(stepsAfter([...begun, closed], late)).toEqual([]);
  expect(stepsAfter([...begun, ...found(begun, late), closed], late)).toMatchObject(over);
  // The outcome of an earlier window says nothing of this one.
  const earlier = said(EXAMPLE_EVENTS.goalClosed, { asOf: "2026-01-01T00:00:00.000Z" });
  expect(stepsAfter([...begun, earlier], late)).toHaveLength(1);
  const reached = said(EXAMPLE_EVENTS.assessmentMade, { pHit: 1, backtest: false });
  expect(stepsAfter([...START, reached], TOO_LATE)).toEqual([]);
  // Where that is taken back, the silence is the same one: it was told, and is not told again.
  const ended = stepsAfter([...silent, reached], TOO_LATE).map((step) => logged(step, TOO_LATE));
  const doubted = said(EXAMPLE_EVENTS.assessmentMade, { pHit: 0.9, backtest: false });
  const again = { ...doubted, data: { ...doubted.data, asOf: "2026-12-01T00:00:00.000Z" } } as MilepostEvent;
  expect(ended).toMatchObject(over);
  expect(stepsAfter([...silent, reached, ...ended, again], TOO_LATE)).toEqual([]);
  const backtest = said(EXAMPLE_EVENTS.assessmentMade, { pHit: 1, backtest: true });
  expect(stepsAfter([...START, backtest], TOO_LATE)).toHaveLength(1);
});

test("nobody is flooded at the first start: what was loaded today was heard today, and goals without a cadence are left alone", () => {
  const today = "2026-10-01T09:00:00.000Z";
  const { cadence: _, ...unsaid } = goal;
  const past = { ...goal, window: 2024 };
  const goals = { "otd-2026": goal, "otd-2024": past, unsaid };
  const log = applied(planFileSchema.parse({ ...FILE, goals }), today);
  expect(stepsAfter(log, today)).toEqual([]);
  const later = stepsAfter(log, "2026-12-01T00:00:00Z");
  expect(later).toMatchObject([{ key: "otd-2026", data: { existsSince: today } }]);
});
