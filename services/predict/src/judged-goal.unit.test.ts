import type { MilepostEvent } from "@milepost/contracts";
import { goalSchema, kpiSchema } from "@milepost/contracts";
import { createPlanHistory } from "@milepost/plan";
import { describe, expect, it } from "vitest";
import { judgedGoal } from "./judged-goal.ts";
import { createLedger } from "./ledger.ts";
import type { MeasuredGoal } from "./measured-goal.ts";
import { measuredGoals } from "./measured-goal.ts";
import { lookedAt } from "./stale.ts";

interface Said {
  readonly on: string;
  readonly id: string;
  readonly definition: object;
}

const kpi = (on: string, id: string, more: object = {}): Said & { readonly kind: string } => ({
  on,
  id,
  kind: "kpi",
  definition: kpiSchema.parse({
    name: "K",
    unit: "count",
    behaviour: "stock",
    grain: "month",
    direction: "increase",
    ...more,
  }),
});
const goal = (
  on: string,
  to: number,
  more: Readonly<Record<string, unknown>> = {},
): Said & { readonly kind: string } => {
  const { id = "g", measures = "k", ...fields } = more;
  const common = { kind: "annual_goal", title: "G", owner: "p", window: 2014 };
  const definition = goalSchema.parse({ ...common, ...fields, measure: { kpi: measures, to } });
  return { on, id: String(id), kind: "goal", definition };
};

/** The goal as its end is judged by what a plan said on some dates, closed once when `closedAfter` of it had been said. */
function judged(
  all: readonly (Said & { readonly kind: string })[],
  closedAfter?: number,
): MeasuredGoal | null {
  const history = createPlanHistory();
  history.take(
    all.map(({ on, id, kind, definition }, offset) => {
      const version = kind === "kpi" ? { kpiVersion: offset + 1 } : {};
      const stated = (definition as { readonly effectiveFrom?: string }).effectiveFrom;
      const data = { id, definition, effectiveFrom: stated ?? on, managedBy: "file", ...version };
      const time = `${on}T12:00:00.000Z`;
      const event = { type: `milepost.${kind}.defined.v1`, id: `e${offset}`, time, recordedtime: time, data };
      return { offset, event: event as unknown as MilepostEvent };
    }),
  );
  const ledger = createLedger();
  if (closedAfter !== undefined) {
    const asOf = "2015-01-20T00:00:00.000Z";
    const end = { goal: "g", asOf, outcome: "hit", actual: 125, target: 120 };
    const data = { ...end, inputsPosition: { "strategy/0": closedAfter } };
    const event = { type: "milepost.goal.closed.v1", id: "closed", data } as unknown as MilepostEvent;
    ledger.take([{ event, record: { topic: "assessments", offset: 0 } }] as never);
  }
  const plan = history.below(Number.POSITIVE_INFINITY);
  const goals = measuredGoals(plan);
  return judgedGoal(
    { ledger, planAbout: (kind, id) => history.about(kind, id) },
    goals.at(-1) as MeasuredGoal,
    {
      position: { "strategy/0": all.length, "assessments/0": 1 },
      planAt: { plan, lookedAt: lookedAt(goals) },
    },
  );
}

const targetOf = (one: MeasuredGoal | null): unknown => one && [one.id, one.kpiId, one.goal.measure.to];

describe("judgedGoal", () => {
  const start = [kpi("2014-01-01", "k"), goal("2014-01-01", 120)];

  it("is the goal as it held when its outcome could be known", () => {
    expect(targetOf(judged(start))).toEqual(["g", "k", 120]);
    expect(targetOf(judged([...start, goal("2014-12-31", 130)]))).toEqual(["g", "k", 130]);
    expect(targetOf(judged([...start, goal("2015-01-01", 160)]))).toEqual(["g", "k", 120]);
    expect(targetOf(judged([...start, goal("2015-01-01", 160)], 2))).toEqual(["g", "k", 120]);
  });

  it("is moved by a date only until its window is closed", () => {
    const dated = [...start, goal("2015-01-10", 160, { effectiveFrom: "2014-02-01" })];
    expect(targetOf(judged(dated))).toEqual(["g", "k", 160]);
    expect(targetOf(judged(dated, 2))).toEqual(["g", "k", 120]);
  });

  it("is the newest one where its window is another", () => {
    const next = [...start, goal("2015-02-01", 160, { window: { from: "2014-01-01", to: "2014-06-30" } })];
    expect(targetOf(judged(next, 2))).toEqual(["g", "k", 160]);
  });

  it("is the same goal under a later name", () => {
    const renamed = goal("2015-02-01", 160, { id: "h", renamedFrom: "g" });
    expect(targetOf(judged([...start, renamed], 2))).toEqual(["h", "k", 120]);
  });

  it("has today's target where its KPI's numbers mean something else today", () => {
    const cents = [kpi("2015-02-01", "k", { unit: "cent" }), goal("2015-02-01", 16_000)];
    expect(targetOf(judged([...start, ...cents], 2))).toEqual(["g", "k", 16_000]);
  });

  it("stands as it was told where it was of a KPI that nobody reads any more", () => {
    const other = [kpi("2015-02-01", "l"), goal("2015-02-01", 160, { measures: "l" })];
    expect(judged([...start, ...other], 2)).toBeNull();
    expect(targetOf(judged([...start, ...other]))).toEqual(["g", "l", 160]);
  });
});
