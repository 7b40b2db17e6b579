import type { EventOfType, MilepostEvent } from "@milepost/contracts";
import { goalSchema, kpiSchema, scorecardSchema } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";

const envelope = {
  specversion: "1.0",
  source: "//test",
  time: "2014-01-01T05:00:00Z",
  recordedtime: "2014-01-01T05:00:00.000Z",
} as const;

const kpi = kpiSchema.parse({
  name: "On-time <delivery>",
  unit: "percent",
  decimals: 1,
  direction: "increase",
  behaviour: "average",
  grain: "month",
  category: "Service",
  belongsTo: "plant",
  dataOwner: "kim",
});
const goal = goalSchema.parse({
  kind: "annual_goal",
  title: "Deliver on time",
  owner: "kim",
  window: 2014,
  measure: { kpi: "otd", from: 90, to: 95, trajectory: "step" },
});
const scorecard = scorecardSchema.parse({
  name: "Company",
  layout: "units-by-category",
  items: [{ goal: "otd-2014" }, { goal: "secret" }],
});

/** What a small plan defines besides, by id; of goals what is not said is as the first one's. */
interface MoreOfPlan {
  readonly kpis?: Readonly<Record<string, object>>;
  readonly goals?: Readonly<Record<string, object>>;
  readonly scorecards?: Readonly<Record<string, object>>;
}

/** Records that define one KPI, a public and a private goal of 2014, a scorecard, and a person. */
export function smallPlan({ kpis = {}, goals = {}, scorecards = {} }: MoreOfPlan = {}): readonly NewRecord[] {
  const common = { effectiveFrom: "2014-01-01", managedBy: "file" } as const;
  const events: readonly MilepostEvent[] = [
    event("milepost.calendar.defined.v1", {
      ...common,
      id: "default",
      definition: { kind: "gregorian", timeZone: "America/New_York", fiscalYearStart: 1 },
    }),
    event("milepost.unit.defined.v1", { ...common, id: "plant", definition: { name: "Plant Ulm" } }),
    event("milepost.kpi.defined.v1", { ...common, id: "otd", definition: kpi, kpiVersion: 1 }),
    event("milepost.goal.defined.v1", { ...common, id: "otd-2014", definition: goal }),
    event("milepost.goal.defined.v1", { ...common, id: "secret", definition: { ...goal, private: true } }),
    ...Object.entries(kpis).map(([id, more]) =>
      event("milepost.kpi.defined.v1", {
        ...common,
        id,
        definition: kpiSchema.parse({ ...kpi, ...more }),
        kpiVersion: 1,
      }),
    ),
    ...Object.entries(goals).map(([id, more]) =>
      event("milepost.goal.defined.v1", {
        ...common,
        id,
        definition: goalSchema.parse({ ...goal, ...more }),
      }),
    ),
    event("milepost.scorecard.defined.v1", { ...common, id: "company", definition: scorecard }),
    ...Object.entries(scorecards).map(([id, more]) =>
      event("milepost.scorecard.defined.v1", { ...common, id, definition: scorecardSchema.parse(more) }),
    ),
  ];
  const person = event("milepost.person.recorded.v1", {
    person: "kim",
    name: "Kim",
    email: "kim@example.org",
  });
  return [
    ...events.map((one) => ({ topic: "strategy" as const, key: one.id, event: one })),
    { topic: "people", key: "kim", event: person },
  ];
}

/** Lines for the base table `observation_events`: a KPI's months of 2014 from January on. */
export function smallObservations(values: readonly number[], kpi = "otd"): readonly string[] {
  return values.map((value, index) => {
    const month = `2014-${String(index + 1).padStart(2, "0")}`;
    const over = `2014-${String(index + 2).padStart(2, "0")}-01 04:00:00.000`;
    return JSON.stringify({
      kpi,
      series: "",
      grain: "month",
      kind: "actual",
      period_label: month,
      period_start: `${month}-01`,
      period_end: `${month}-28`,
      period_ends_at: over,
      source: "//test",
      id: kpi === "otd" ? month : `${kpi}-${month}`,
      event_type: "recorded",
      value: String(value),
      kpi_version: 1,
      completeness: "complete",
      time: over,
      known_at: over,
      recorded_at: over,
      plan_source: "",
      actor: "test",
      run_id: "run-1",
      source_line: index + 2,
      log_topic: "observations",
      log_partition: 0,
      log_offset: index,
    });
  });
}

function event<Type extends MilepostEvent["type"]>(
  type: Type,
  data: EventOfType<Type>["data"],
): MilepostEvent {
  return {
    ...envelope,
    id: `${type}-${"id" in data ? String(data.id) : JSON.stringify(data).length}`,
    type,
    data,
  } as unknown as MilepostEvent;
}
