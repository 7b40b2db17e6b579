import { parsePeriod, periodEndsAt } from "@milepost/contracts";
import type { Grain } from "@milepost/contracts";

/** Where the values of a test come from. */
interface OfKpi {
  readonly kpi: string;
  readonly grain: Grain;
  readonly timeZone?: string;
  /** When a value could first be known, ISO 8601; default: once its period is over. */
  readonly knownAt?: (period: string) => string;
  readonly completeness?: "complete" | "partial";
}

const DIGITS_OF_INSTANT = 23;
let offset = 0;

/** Lines for the base table `observation_events`: values of a KPI by period label. */
export function periodLines(
  { kpi, grain, timeZone = "America/New_York", knownAt, completeness = "complete" }: OfKpi,
  values: Readonly<Record<string, number>>,
): readonly string[] {
  return Object.entries(values).map(([label, value]) => {
    const period = parsePeriod(label, grain);
    if (period === undefined) throw new RangeError(`${label} is no ${grain}`);
    const over = columnTime(periodEndsAt(period, timeZone));
    const known = knownAt === undefined ? over : columnTime(Date.parse(knownAt(label)));
    return JSON.stringify({
      kpi,
      series: "",
      grain,
      kind: "actual",
      period_label: label,
      period_start: period.start,
      period_end: period.end,
      period_ends_at: over,
      source: "//test",
      id: `${kpi}-${label}-${(offset += 1)}`,
      event_type: "recorded",
      value: String(value),
      kpi_version: 1,
      completeness,
      time: known,
      known_at: known,
      recorded_at: known,
      plan_source: "",
      actor: "test",
      run_id: "run-1",
      log_topic: "observations",
      log_partition: 0,
      log_offset: offset,
    });
  });
}

/** One forecast against a goal, as far as a test cares. */
interface Told {
  readonly goal: string;
  readonly period: string;
  /** ISO 8601. */
  readonly asOf: string;
  /** 0 to 1. */
  readonly chance: number;
  readonly backtest?: boolean;
}

/** Lines for the base table `assessment_events`. */
export function toldLines(told: readonly Told[]): readonly string[] {
  return told.map(({ goal, period, asOf, chance, backtest = false }) =>
    JSON.stringify({
      goal,
      as_of: columnTime(Date.parse(asOf)),
      id: `${goal}@${asOf}`,
      period,
      p_hit: chance,
      backtest,
      target: 1,
      rule_status: "on_track",
      pace_status: "behind",
      model: "theta",
      model_version: "1",
      recorded_at: columnTime(Date.parse(asOf)),
      log_topic: "assessments",
      log_offset: (offset += 1),
    }),
  );
}

/** An instant as a column takes it: `2014-11-03 05:00:00.000`. */
function columnTime(instant: number): string {
  return new Date(instant).toISOString().replace("T", " ").slice(0, DIGITS_OF_INSTANT);
}
