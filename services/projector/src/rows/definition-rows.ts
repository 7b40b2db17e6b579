import { seriesKey, windowDates } from "@milepost/contracts";
import type { CloudEvent, EventOfType, Goal } from "@milepost/contracts";
import { lineage, recordedAt, row } from "./row.ts";
import type { Columns, Placed, Row } from "./row.ts";

type CalendarDefined = EventOfType<"milepost.calendar.defined.v1">;
type KpiDefined = EventOfType<"milepost.kpi.defined.v1">;
type GoalDefined = EventOfType<"milepost.goal.defined.v1">;
type ScorecardDefined = EventOfType<"milepost.scorecard.defined.v1">;
type Archived = EventOfType<"milepost.definition.archived.v1">;

/** The rows of what the plan defines or takes out. */
export function rowsOfDefinition({
  event,
  record,
}: Placed<CalendarDefined | KpiDefined | GoalDefined | ScorecardDefined | Archived>): readonly Row[] {
  switch (event.type) {
    case "milepost.calendar.defined.v1":
      return calendarRows({ event, record });
    case "milepost.kpi.defined.v1":
      return kpiRows({ event, record });
    case "milepost.goal.defined.v1":
      return goalRows({ event, record });
    case "milepost.scorecard.defined.v1":
      return scorecardRows({ event, record });
    case "milepost.definition.archived.v1":
      return archivedRows({ event, record });
  }
}

function calendarRows(placed: Placed<CalendarDefined>): readonly Row[] {
  const { id, definition } = placed.event.data;
  const timeZone = { calendar: id, time_zone: definition.timeZone };
  return [row("calendar_definitions", { ...timeZone, ...definedColumns(placed) })];
}

function kpiRows(placed: Placed<KpiDefined>): readonly Row[] {
  const { id, definition: kpi, kpiVersion } = placed.event.data;
  return [
    row("kpi_definitions", {
      kpi: id,
      name: kpi.name,
      description: kpi.description ?? null,
      unit: kpi.unit,
      currency: kpi.currency ?? null,
      decimals: kpi.decimals,
      direction: kpi.direction ?? null,
      behaviour: kpi.behaviour,
      grain: kpi.grain,
      calendar: kpi.calendar,
      time_zone: kpi.timeZone ?? null,
      dimensions: kpi.dimensions,
      total: kpi.total,
      source: kpi.source ?? null,
      running_of: kpi.runningOf ?? null,
      category: kpi.category ?? null,
      belongs_to: kpi.belongsTo ?? null,
      parent: kpi.parent ?? null,
      perspective: kpi.perspective ?? null,
      lead_or_lag: kpi.leadOrLag ?? null,
      data_owner: kpi.dataOwner ?? null,
      final_after: kpi.finalAfter ?? null,
      publication_lag: kpi.publicationLag,
      expected_freshness: kpi.expectedFreshness ?? null,
      lower_bound: kpi.bounds?.lower ?? null,
      upper_bound: kpi.bounds?.upper ?? null,
      kpi_version: kpiVersion,
      ...definedColumns(placed),
    }),
  ];
}

function goalRows(placed: Placed<GoalDefined>): readonly Row[] {
  const { id, definition: goal } = placed.event.data;
  const { from, to } = windowDates(goal.window);
  return [
    row("goal_definitions", {
      goal: id,
      kind: goal.kind,
      title: goal.title,
      owner: goal.owner,
      contributors: goal.contributors,
      parent: goal.parent ?? null,
      team: goal.team ?? null,
      window_from: from,
      window_to: to,
      kpi: goal.measure.kpi,
      series: seriesKey(goal.measure.series),
      measure_from: goal.measure.from ?? null,
      measure_to: goal.measure.to ?? null,
      measure_lower: goal.measure.range?.lower ?? null,
      measure_upper: goal.measure.range?.upper ?? null,
      measure_tolerance: goal.measure.tolerance ?? null,
      success_ratio: goal.measure.successRatio ?? null,
      trajectory: trajectoryName(goal.measure.trajectory),
      evaluation: goal.measure.evaluation,
      weight: goal.weight,
      commitment: goal.commitment,
      incentive_linked: goal.incentiveLinked ?? null,
      cost_of_miss: goal.costOfMiss ?? null,
      cadence: goal.cadence ?? null,
      grace: goal.grace ?? null,
      check_ins: goal.checkIns ?? null,
      renamed_from: goal.renamedFrom ?? null,
      private: goal.private,
      ...definedColumns(placed),
    }),
  ];
}

function scorecardRows(placed: Placed<ScorecardDefined>): readonly Row[] {
  const { id, definition: scorecard } = placed.event.data;
  return scorecard.items.map((item, ordinal) =>
    row("scorecard_definitions", {
      scorecard: id,
      ordinal,
      scorecard_name: scorecard.name ?? null,
      layout: scorecard.layout,
      goal: item.goal,
      perspective: item.perspective ?? null,
      weight: item.weight,
      red_flag: item.redFlag ?? null,
      red_flag_distance: item.redFlagDistance ?? null,
      red_flag_share: scorecard.redFlagShare,
      ...definedColumns(placed),
    }),
  );
}

const TABLE_OF_KIND: Readonly<Record<string, { table: string; key: string }>> = {
  calendar: { table: "calendar_definitions", key: "calendar" },
  kpi: { table: "kpi_definitions", key: "kpi" },
  goal: { table: "goal_definitions", key: "goal" },
  scorecard: { table: "scorecard_definitions", key: "scorecard" },
};

/** An archived object is a row that says so and holds nothing else; kinds without a table have none. */
function archivedRows({ event, record }: Placed<Archived>): readonly Row[] {
  const target = TABLE_OF_KIND[event.data.kind];
  if (target === undefined) return [];
  return [
    row(target.table, {
      [target.key]: event.data.id,
      archived: true,
      effective_from: null,
      ...eventColumns({ event, record }),
    }),
  ];
}

function definedColumns({
  event,
  record,
}: Placed<CalendarDefined | KpiDefined | GoalDefined | ScorecardDefined>): Columns {
  const { effectiveFrom, managedBy } = event.data;
  return {
    archived: false,
    effective_from: effectiveFrom,
    managed_by: managedBy,
    ...eventColumns({ event, record }),
  };
}

function eventColumns({ event, record }: Placed<CloudEvent>): Columns {
  return { actor: event.actor ?? "", recorded_at: recordedAt(event), ...lineage(record) };
}

function trajectoryName(trajectory: Goal["measure"]["trajectory"]): string {
  if (typeof trajectory === "string") return trajectory;
  return "planned" in trajectory ? `planned:${trajectory.planned}` : "phased";
}
