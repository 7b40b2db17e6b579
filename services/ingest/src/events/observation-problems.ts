import { exampleLabel } from "@milepost/contracts";
import type { FieldProblem, ObservationKind } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import type { KpiRules, RuledKpi, RuledPeriod } from "./kpi-rules.ts";
import { partsProblem } from "./parts-problem.ts";

/** How far a source's clock may run ahead of the deployment's. */
export const MAX_AHEAD_MS = 60_000;
/** Before this the tables hold no instants and no dates. */
const EARLIEST_MS = Date.UTC(1900, 0, 1);
const EARLIEST_DATE = "1900-01-01";
const LATEST_DATE = "2200-01-01";
/** Longest member of a dimension. */
const MAX_MEMBER_CHARACTERS = 200;

/** Problems that a change of the plan may have solved which this instance has not seen yet. */
export const EXPLAINED_BY_PLAN: ReadonlySet<string> = new Set([
  "archived_kpi",
  "currency_mismatch",
  "field_missing",
  "missing_dimension",
  "not_a_date",
  "not_a_member",
  "not_a_number",
  "parts_disagree",
  "period_not_begun",
  "period_off_grain",
  "total_is_derived",
  "undeclared_dimension",
  "unit_mismatch",
  "unknown_goal",
  "unknown_kpi",
  "unknown_stream",
]);

/** What judging needs besides the event itself. */
export interface JudgeContext {
  readonly kpis: KpiRules;
  /** What external events may name; absent: nothing. */
  readonly plan?: Pick<PlanState, "goals" | "kpis" | "renamed">;
  /** The deployment's clock, epoch milliseconds. */
  readonly now: number;
  /** Of a fold: its moment, which is taken however far ahead it lies, for it has to be greater than those before. */
  readonly moment?: number;
  /** In a demo: how its clock is moved on. */
  readonly demoClockHint?: string | undefined;
}

/** The parts of a recorded or retracted observation that the rules look at. */
export interface JudgedData {
  readonly kpi: string;
  readonly series: Readonly<Record<string, string>>;
  readonly period: string;
  readonly kind: ObservationKind;
  readonly value?: string | undefined;
  readonly numerator?: string | undefined;
  readonly denominator?: string | undefined;
  readonly unit?: string | undefined;
}

/** The KPI and period that an observation is about, or everything that is wrong with it. */
export type Ruling =
  | { readonly ok: true; readonly kpi: RuledKpi; readonly period: RuledPeriod }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/** Judges an observation by its KPI's definition: series, unit, parts and period. */
export function ruleObservation(data: JudgedData, context: JudgeContext): Ruling {
  const kpi = context.kpis.find(data.kpi);
  if (kpi === undefined) return { ok: false, problems: [unknownKpi(data.kpi, context.kpis)] };
  const period = kpi.period(data.period);
  const found = [
    seriesProblem(data, kpi),
    unitProblem(data, kpi),
    partsProblem(data, kpi.definition),
    periodProblem(data, { kpi, period, context }),
  ];
  const problems = found.filter((problem) => problem !== undefined);
  if (problems.length > 0 || period === undefined) return { ok: false, problems };
  return { ok: true, kpi, period };
}

/** Judges an instant of an event: it may not lie ahead of the deployment's clock. */
export function instantProblem(
  field: "time" | "data.knownAt",
  instant: number,
  context: JudgeContext,
): FieldProblem | undefined {
  if (!(instant >= EARLIEST_MS)) {
    const fix = "send an instant from 1900 on";
    return { field, code: "too_early", message: `\`${field}\` lies before ${EARLIEST_DATE}`, fix };
  }
  if (instant <= context.now + MAX_AHEAD_MS) return undefined;
  if (field === "time" && instant === context.moment) return undefined;
  const clock = new Date(context.now).toISOString();
  const message = `\`${field}\` is ${new Date(instant).toISOString()}, ahead of this deployment's clock (${clock})`;
  return { field, code: "ahead_of_clock", message, fix: aheadFix(field, context) };
}

function aheadFix(field: string, { demoClockHint }: JudgeContext): string {
  if (demoClockHint !== undefined) return `this is a demo with a clock of its own: ${demoClockHint}`;
  return field === "time"
    ? "send the moment at which the source changed the value, and check the source's clock"
    : "send the moment at which the value was published, or leave knownAt out";
}

function unknownKpi(id: string, kpis: KpiRules): FieldProblem {
  const field = "data.kpi";
  if (kpis.isArchived(id)) {
    const fix = "bring it back with a plan that defines it";
    return { field, code: "archived_kpi", message: `KPI "${id}" is archived and takes no more values`, fix };
  }
  const near = kpis.nearest(id);
  const fix =
    near.length > 0
      ? `did you mean ${near.map((name) => `"${name}"`).join(" or ")}?`
      : "define it in the plan (POST /v1/plans); GET /v1/kpis lists what is defined";
  return { field, code: "unknown_kpi", message: `there is no KPI "${id}" in the plan`, fix };
}

function seriesProblem({ series }: JudgedData, { id, definition }: RuledKpi): FieldProblem | undefined {
  const declared = definition.dimensions;
  const given = Object.keys(series);
  if (given.length === 0) {
    if (definition.total !== "derived" || declared.length === 0) return undefined;
    const message = `the total of "${id}" is derived from its parts, so it cannot be reported`;
    const fix = `name a member of ${declared.join(", ")} in data.series`;
    return { field: "data.series", code: "total_is_derived", message, fix };
  }
  const unknown = given.find((name) => !declared.includes(name));
  const missing = declared.find((name) => !given.includes(name));
  const fix =
    declared.length > 0 ? `name one member each of: ${declared.join(", ")}` : "leave data.series out";
  if (unknown !== undefined) {
    const message = `"${id}" has no dimension "${unknown}"`;
    return { field: `data.series.${unknown}`, code: "undeclared_dimension", message, fix };
  }
  const long = given.find((name) => (series[name]?.length ?? 0) > MAX_MEMBER_CHARACTERS);
  if (long !== undefined) {
    const message = `the member of "${long}" is longer than ${MAX_MEMBER_CHARACTERS} characters`;
    return { field: `data.series.${long}`, code: "too_long", message, fix: "send the member's short id" };
  }
  if (missing === undefined) return undefined;
  const message = `data.series names no member of "${missing}"`;
  return { field: `data.series.${missing}`, code: "missing_dimension", message, fix };
}

function unitProblem({ unit }: JudgedData, { id, definition }: RuledKpi): FieldProblem | undefined {
  if (unit === undefined || unit === definition.unit || unit === definition.currency) return undefined;
  const units = [definition.unit, definition.currency].filter((name) => name !== undefined);
  const message = `unit "${unit}" does not fit: "${id}" is measured in ${units.join(" or ")}`;
  const fix = `convert the value and send unit "${definition.unit}", or leave unit out`;
  return { field: "data.unit", code: "unit_mismatch", message, fix };
}

interface PeriodCase {
  readonly kpi: RuledKpi;
  readonly period: RuledPeriod | undefined;
  readonly context: JudgeContext;
}

function periodProblem(data: JudgedData, { kpi, period, context }: PeriodCase): FieldProblem | undefined {
  const field = "data.period";
  const { grain } = kpi.definition;
  if (period === undefined) {
    const message = `"${data.period}" is no ${grain}: "${kpi.id}" has one value a ${grain}`;
    const fix = `write the ${grain} as ${exampleLabel(grain)}`;
    return { field, code: "period_off_grain", message, fix };
  }
  if (period.start < EARLIEST_DATE || period.end >= LATEST_DATE) {
    const fix = "send a period from 1900 to 2199";
    return { field, code: "period_out_of_range", message: `${data.period} is outside what tables hold`, fix };
  }
  // Plans and forecasts speak of the future; what happened cannot.
  if (data.kind !== "actual" || period.beginsAt <= context.now) return undefined;
  const begins = new Date(period.beginsAt).toISOString();
  const now = new Date(context.now).toISOString();
  const message = `${data.period} begins at ${begins} (${kpi.timeZone}), and this deployment's clock is at ${now}`;
  const fix =
    context.demoClockHint === undefined
      ? 'send it once the period has begun, or as kind "planned" or "forecast"'
      : `this is a demo with a clock of its own: ${context.demoClockHint}`;
  return { field, code: "period_not_begun", message, fix };
}
