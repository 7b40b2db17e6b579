import { goalSchema, kpiSchema } from "@milepost/contracts";
import type { AlertRaisedData, MilepostEvent, Position } from "@milepost/contracts";
import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import { emptyPlan } from "@milepost/plan";
import type { SeriesLists } from "@milepost/scoring";
import type { Defined, PlanState } from "@milepost/plan";
import type { PlanAt } from "../deployment.ts";
import { createLeadState } from "../leads/lead-state.ts";
import { createLedger } from "../ledger.ts";
import { measuredGoals } from "../measured-goal.ts";
import { readingOf } from "../series-reading.ts";
import { seriesRow } from "../series-row.fixture.ts";
import type { ContentSource } from "./gather-contents.ts";

const {
  alertAcknowledged,
  assessmentMade,
  alertRaised,
  alertReopened,
  leadTested,
  goalClosed,
  optionsWeighed,
} = EXAMPLE_EVENTS;
export const JULY_2 = "2026-07-02T00:00:00.000Z";
const AUGUST_2 = "2026-08-02T00:00:00.000Z";
export const SEEN: Position = { "observations/0": 100, "strategy/0": 10, "assessments/0": 50 };
const LATER: Position = { "observations/0": 200, "strategy/0": 20, "assessments/0": 90 };

const defined = <Definition>(id: string, definition: Definition): [string, Defined<Definition>] => [
  id,
  { id, definition, effectiveFrom: "2026-01-01", recordedAt: "", managedBy: "file", version: 1 },
];

/** A goal with two below it and one above it, whose KPI is led by another; titles and owners as given. */
function planOf(words: { readonly title: string; readonly owner: string }): PlanAt {
  const kpi = { unit: "count", decimals: 0, behaviour: "flow", grain: "month", direction: "increase" };
  const goal = (more: object): ReturnType<typeof goalSchema.parse> =>
    goalSchema.parse({ kind: "task", window: 2026, measure: { kpi: "k", to: 900 }, ...words, ...more });
  const plan: PlanState = {
    ...emptyPlan,
    kpis: new Map([
      defined("k", kpiSchema.parse({ ...kpi, name: "K" })),
      defined("staff", kpiSchema.parse({ ...kpi, name: "Staff", drives: [{ kpi: "k", within: 3 }] })),
    ]),
    goals: new Map([
      defined("g", goal({ parent: "top" })),
      defined("c", goal({ parent: "g", weight: 3 })),
      defined("d", goal({ parent: "g" })),
      defined("top", goal({})),
    ]),
  };
  const goals = measuredGoals(plan);
  return { plan, goals, goal: (id) => goals.find((one) => one.id === id), lookedAt: new Set() };
}

/** A log in memory: what arrives later stands at later offsets. */
export function openWorld(): {
  readonly source: ContentSource;
  readonly say: (event: object, offset: number) => void;
  readonly measure: (
    values: Readonly<Record<string, number>>,
    at: { offset: number; knownAt: string },
  ) => void;
} {
  const [ledger, leads] = [createLedger(), createLeadState()];
  const rows: { kpi: string; period: string; value: number; offset: number; knownAt: string }[] = [];
  const plans = {
    before: planOf({ title: "Before", owner: "ann" }),
    now: planOf({ title: "Now", owner: "bob" }),
  };
  const visible = (asOf: number, position: Position): typeof rows =>
    rows.filter((row) => row.offset < (position["observations/0"] ?? 0) && Date.parse(row.knownAt) <= asOf);
  return {
    source: {
      ledger,
      leads,
      planBelow: (position) => ((position["strategy/0"] ?? 0) > 10 ? plans.now : plans.before),
      reading: async (asOf, position) => {
        const series = ({ kpi, period, value, knownAt }: (typeof rows)[number]): SeriesLists =>
          seriesRow({ kpi, series: "", kind: "actual" }, [[period, value, knownAt]]);
        return readingOf(visible(asOf, position).map(series), () => undefined);
      },
      sources: async ({ asOf, position }) =>
        visible(asOf, position).map(({ kpi, period, offset }) => ({
          kpi,
          period,
          series: "",
          source: `//file-${offset}`,
        })),
    },
    say: (event, offset) => {
      ledger.take([{ event, record: { offset } }] as never);
      leads.take(event as MilepostEvent, offset);
    },
    measure: (values, at) => {
      for (const [key, value] of Object.entries(values)) {
        const [kpi = "", period = ""] = key.split(" ");
        rows.push({ kpi, period, value, ...at });
      }
    },
  };
}

const month = (at: number): string =>
  `${2023 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;

export function assessment(id: string, more: Readonly<Record<string, unknown>>): object {
  const { reach: _, breaks: _breaks, ...data } = assessmentMade.data;
  const then = { asOf: JULY_2, inputsPosition: SEEN, period: "2026-06", backtest: false };
  return { ...assessmentMade, id, data: { ...data, ...then, ...more } };
}

export const weighing = (assessmentId: string, dueOn: string, step = 1): object => ({
  ...optionsWeighed,
  data: {
    ...optionsWeighed.data,
    step,
    alert: "g-2026-06",
    goal: "g",
    assessment: assessmentId,
    pHit: 0.2,
    options: [
      {
        option: `date-${assessmentId}`,
        kind: "date",
        dueOn,
        duePeriod: "2027-02",
        pHit: 0.7,
        change: 0.5,
        line: "x",
      },
    ],
  },
});

export const DATA: AlertRaisedData = {
  ...alertRaised.data,
  alert: "g-2026-06",
  goal: "g",
  kpi: "k",
  period: "2026-06",
  pHit: 0.2,
  assessments: ["g1"],
  inputsPosition: SEEN,
  content: undefined,
};

/** An earlier alert was taken on, and its review date found no improvement. */
function ranOut({ say }: ReturnType<typeof openWorld>, alert: string, offset: number): void {
  const about = { alert, goal: "g", by: "ann" };
  say({ ...alertRaised, id: alert, data: { ...alertRaised.data, ...about, content: undefined } }, offset);
  const said = { ...about, reviewDate: "2026-04-01" };
  say({ ...alertAcknowledged, id: `${alert}-word`, time: "2026-03-01T00:00:00Z", data: said }, offset + 1);
  const over = { ...alertReopened.data, ...about, acknowledgement: `${alert}-word` };
  say({ ...alertReopened, id: `${alert}-reopened`, data: over }, offset + 2);
}

/** All that is known on 2 July: the goals' assessments of one round, an earlier alert whose plan did not help, a lead, figures. */
export function asOfJuly(): ReturnType<typeof openWorld> {
  const world = openWorld();
  const levels = Array.from({ length: 42 }, (_, at) => [`k ${month(at)}`, 100 + ((at * 7) % 5)] as const);
  const led = Array.from({ length: 42 }, (_, at) => [
    `staff ${month(at)}`,
    at === 40 ? 2 : 20 + ((at * 7) % 5),
  ]);
  world.measure(Object.fromEntries([...levels, ...led]), { offset: 7, knownAt: "2026-07-01T00:00:00Z" });
  ranOut(world, "g-2026-02", 20);
  const link = { lead: "staff", follower: "k", verdict: "supported", lag: 1, strength: 0.7, grain: "month" };
  world.say(
    { ...leadTested, id: "test", data: { ...leadTested.data, ...link, asOf: "2026-06-02T00:00:00Z" } },
    30,
  );
  world.say(assessment("g1", { goal: "g", pHit: 0.2 }), 60);
  world.say(assessment("c1", { goal: "c", pHit: 0.1 }), 61);
  world.say(assessment("d1", { goal: "d", pHit: 0.9 }), 62);
  return world;
}

/** A month goes by: figures are mended, goals assessed again, links tested, a goal ends, the plan changes. */
export function goOn(world: ReturnType<typeof openWorld>): void {
  const { say, measure } = world;
  ranOut(world, "g-2026-04", 80);
  measure(
    { "k 2026-06": 1, "k 2026-07": 1, "staff 2026-05": 99 },
    { offset: 150, knownAt: "2026-07-01T00:00:00Z" },
  );
  const again = { goal: "c", pHit: 0.8, inputsPosition: LATER };
  say(assessment("c1-again", again), 91);
  say(assessment("c2", { ...again, asOf: AUGUST_2 }), 92);
  say(assessment("d2", { goal: "d", pHit: 0.05, inputsPosition: LATER, asOf: AUGUST_2 }), 93);
  say(assessment("g2", { goal: "g", pHit: 0.4, inputsPosition: LATER, asOf: AUGUST_2 }), 94);
  const link = { lead: "staff", follower: "k", verdict: "not_supported", lag: null, strength: null };
  say({ ...leadTested, id: "test-2", data: { ...leadTested.data, ...link, asOf: AUGUST_2 } }, 95);
  say(
    { ...goalClosed, id: "closed", data: { ...goalClosed.data, goal: "d", outcome: "miss", asOf: JULY_2 } },
    96,
  );
  say(weighing("g2", "2027-05-31", 3), 98);
}
