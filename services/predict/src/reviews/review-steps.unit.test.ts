import type { AssessmentMadeData, MilepostEvent, PlanFile } from "@milepost/contracts";
import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import { planFileSchema } from "@milepost/contracts";
import { decidePlan, emptyPlan, evolve } from "@milepost/plan";
import { expect, test } from "vitest";
import type { News, PlanAt } from "../deployment.ts";
import { createLedger } from "../ledger.ts";
import { measuredGoals } from "../measured-goal.ts";
import { createReviewState } from "./review-state.ts";
import { reviewSteps } from "./review-steps.ts";

const goal = {
  kind: "annual_goal",
  title: "Output",
  owner: "ann",
  measure: { kpi: "output", from: 0, to: 9 },
};
const FILE = planFileSchema.parse({
  apiVersion: "milepost/v1",
  calendars: { default: { kind: "gregorian", timeZone: "UTC" } },
  people: { ann: { name: "Ann", email: "ann@example.org" } },
  kpis: {
    output: { name: "Output", unit: "count", behaviour: "stock", grain: "month", direction: "increase" },
  },
  goals: { open: { ...goal, window: 2026 }, over: { ...goal, window: 2025 } },
});

function planOf(...files: readonly PlanFile[]): PlanAt {
  const context = { now: "2026-01-01T00:00:00.000Z", source: "//test", actor: "test", newId: () => "p" };
  const plan = files.reduce((before, file) => {
    const decided = decidePlan(file, before, context);
    if (!decided.ok) throw new Error(JSON.stringify(decided.problems));
    return evolve(
      before,
      decided.events.map(({ event }) => event),
    );
  }, emptyPlan);
  const goals = measuredGoals(plan);
  return { plan, goals, goal: (id) => goals.find((one) => one.id === id), lookedAt: new Set() };
}

/** A log whose events stand at the offsets of their places in the list. */
function stepsAfter(events: readonly MilepostEvent[], ...files: readonly PlanFile[]): readonly News[] {
  const [ledger, reviews] = [createLedger(), createReviewState()];
  events.forEach((event, offset) => {
    ledger.take([{ event, record: { offset } }] as never);
    reviews.take(event, offset);
  });
  return reviewSteps({ reviews, ledger, plan: planOf(...(files.length === 0 ? [FILE] : files)) });
}

function assessment(
  period: string,
  pHit: number | null,
  changes: Partial<AssessmentMadeData> = {},
): MilepostEvent {
  const { assessmentMade } = EXAMPLE_EVENTS;
  const asOf = `${period}-28T00:00:00.000Z`;
  const data = { ...assessmentMade.data, goal: "open", period, pHit, asOf, backtest: false, ...changes };
  return { ...assessmentMade, id: `${period}/${pHit}`, data };
}

const REPORT: MilepostEvent = {
  ...EXAMPLE_EVENTS.externalReported,
  recordedtime: "2026-03-29T08:00:00.000Z",
  data: { ...EXAMPLE_EVENTS.externalReported.data, matched: ["open", "over", "gone"] },
};

const logged = (news: readonly News[]): readonly MilepostEvent[] =>
  news.map(({ id, type, data }) => ({ ...EXAMPLE_EVENTS.reviewOpened, id, type, data }) as MilepostEvent);

test("a review is opened with the last forecast before the report, of goals that are there and not over, and only once", () => {
  const before = [assessment("2026-01", 0.4), assessment("2026-02", 0.6)];
  const log = [...before, REPORT, assessment("2026-03", 0.2), { ...REPORT }];
  const opened = stepsAfter(log);
  expect(opened).toMatchObject([
    {
      type: "milepost.review.opened.v1",
      key: "open",
      data: { goal: "open", asOf: "2026-03-29T08:00:00.000Z", before: { period: "2026-02", pHit: 0.6 } },
    },
  ]);
  // Another instance, or a later one, decides the same to the byte; what is in the log is not decided again.
  expect(JSON.stringify(stepsAfter(log))).toBe(JSON.stringify(opened));
  const again = stepsAfter([...log, ...logged(opened)]);
  expect(again.map(({ type }) => type)).toEqual(["milepost.review.reassessed.v1"]);
  expect(stepsAfter([...log, ...logged(opened), ...logged(again)])).toEqual([]);
});

test("the forecast after is the first one made since, live, also where it cannot tell a chance; a backtest is none", () => {
  const log = [REPORT, ...logged(stepsAfter([REPORT]))];
  expect(stepsAfter([REPORT])).toMatchObject([{ data: { before: null } }]);
  expect(stepsAfter(log)).toEqual([]);
  expect(stepsAfter([...log, assessment("2026-02", 0.9, { backtest: true })])).toEqual([]);
  const since = [...log, assessment("2026-03", null), assessment("2026-04", 0.3)];
  expect(stepsAfter(since)).toMatchObject([{ data: { after: { period: "2026-03", pHit: null } } }]);
});

test("a goal that ends closes its reviews that nobody concluded, once, with the outcome as it is known", () => {
  const opened = [REPORT, ...logged(stepsAfter([REPORT]))];
  const end = (outcome: "hit" | "miss", asOf = "2027-01-01T00:00:00.000Z"): MilepostEvent => {
    const { goalClosed } = EXAMPLE_EVENTS;
    const data = { ...goalClosed.data, goal: "open", outcome, asOf };
    return { ...goalClosed, id: outcome, data };
  };
  const closed = stepsAfter([...opened, end("miss")]);
  expect(closed).toMatchObject([
    { type: "milepost.review.closed.v1", data: { goal: "open", outcome: "miss" } },
  ]);
  // How its window before ended, which the plan moved on since, ends nothing of this one.
  expect(stepsAfter([...opened, end("miss", "2026-01-15T00:00:00.000Z")])).toEqual([]);
  // A restatement that turns the outcome afterwards opens nothing again.
  expect(stepsAfter([...opened, end("miss"), ...logged(closed), end("hit")])).toEqual([]);
  const { reviewConcluded } = EXAMPLE_EVENTS;
  const { review } = (closed[0] as { data: { review: string } }).data;
  const concluded = { ...reviewConcluded, data: { ...reviewConcluded.data, review } };
  expect(stepsAfter([...opened, concluded, end("miss")])).toEqual([]);
});

test("a goal that was renamed keeps its review: it is opened, reassessed and closed by what is said of it under its new id", () => {
  const { open, over } = FILE.goals;
  const RENAMED = planFileSchema.parse({ ...FILE, goals: { fresh: { ...open, renamedFrom: "open" }, over } });
  const after = (...events: readonly MilepostEvent[]): readonly News[] => stepsAfter(events, FILE, RENAMED);
  const before = assessment("2026-02", 0.6);
  expect(after(before, REPORT)).toMatchObject([
    { type: "milepost.review.opened.v1", data: { goal: "fresh", before: { pHit: 0.6 } } },
  ]);
  const opened = [before, REPORT, ...logged(stepsAfter([before, REPORT]))];
  expect(after(...opened)).toEqual([]);
  const anew = assessment("2026-03", 0.2, { goal: "fresh" });
  const reassessed = after(...opened, anew);
  expect(reassessed).toMatchObject([{ data: { goal: "open", after: { pHit: 0.2 } } }]);
  const { goalClosed } = EXAMPLE_EVENTS;
  const asOf = "2027-01-01T00:00:00.000Z";
  const end = { ...goalClosed, data: { ...goalClosed.data, goal: "fresh", outcome: "miss" as const, asOf } };
  expect(after(...opened, anew, ...logged(reassessed), end)).toMatchObject([
    { type: "milepost.review.closed.v1", data: { goal: "open", outcome: "miss" } },
  ]);
});

test("a report that names nothing that is known opens nothing, and is no obstacle to others", () => {
  const nothing = { ...REPORT, data: { ...REPORT.data, report: "external-0", matched: [] } } as MilepostEvent;
  expect(stepsAfter([nothing])).toEqual([]);
  expect(stepsAfter([nothing, REPORT])).toHaveLength(1);
  expect(stepsAfter([REPORT], { ...FILE, goals: {} })).toEqual([]);
});
