import { median } from "./fit-rule.ts";
import type { Month } from "./indicators.ts";
import type { InferredKpi } from "./kpis.ts";

/** One goal: a KPI's year-to-date figure in December against its published target. */
export interface InferredGoal {
  readonly id: string;
  readonly kpi: InferredKpi;
  readonly year: number;
  /** Last December's year-to-date actual; null: not published. */
  readonly from: number | null;
  /** Distance between target and red flag, in the KPI's unit; null: no target to measure it by. */
  readonly redFlagDistance: number | null;
}

/** The distance is never less than this share of the target … */
const FLOOR_SHARE = 0.005;
/** … and this share of it where no earlier year has both actual and target. */
const SHARE_WITHOUT_HISTORY = 0.02;

/** One goal per KPI with a direction and year with any year-to-date target. */
export function inferGoals(kpis: readonly InferredKpi[]): readonly InferredGoal[] {
  return kpis.filter((kpi) => kpi.direction !== null).flatMap(goalsOf);
}

function goalsOf(kpi: InferredKpi): readonly InferredGoal[] {
  const withTarget = kpi.indicator.months.filter((month) => month.ytdTarget !== null);
  const years = new Set(withTarget.map((month) => month.year));
  return [...years].map((year) => ({
    id: `${kpi.slug}-${year}`,
    kpi,
    year,
    from: monthOf(kpi, year - 1, 12)?.ytdActual ?? null,
    redFlagDistance: redFlagDistance(kpi, year),
  }));
}

/**
 * Median of |actual − target| / |target| over all months of earlier years (year-to-date figures), times the
 * year's target as far as it is published, two significant digits.
 */
function redFlagDistance(kpi: InferredKpi, year: number): number | null {
  const target = yearEndTarget(kpi, year);
  if (target === null) return null;
  const gaps = kpi.indicator.months.filter((month) => month.year < year).flatMap(relativeGap);
  const typical =
    gaps.length === 0 ? SHARE_WITHOUT_HISTORY : median(gaps.toSorted((left, right) => left - right));
  return Number((Math.max(typical, FLOOR_SHARE) * target).toPrecision(2));
}

function relativeGap({ ytdActual, ytdTarget }: Month): readonly number[] {
  if (ytdActual === null || ytdTarget === null || ytdTarget === 0) return [];
  return [Math.abs(ytdActual - ytdTarget) / Math.abs(ytdTarget)];
}

/** The latest target of the year; of cumulative KPIs carried to December by last year's ratio. */
function yearEndTarget(kpi: InferredKpi, year: number): number | null {
  const latest = kpi.indicator.months.findLast((month) => month.year === year && month.ytdTarget !== null);
  if (latest === undefined || latest.ytdTarget === null) return null;
  if (!kpi.cumulative || latest.month === 12) return latest.ytdTarget;
  const december = monthOf(kpi, year - 1, 12)?.ytdTarget ?? null;
  const sameMonth = monthOf(kpi, year - 1, latest.month)?.ytdTarget ?? null;
  return december === null || sameMonth === null ? null : (latest.ytdTarget * december) / sameMonth;
}

function monthOf(kpi: InferredKpi, year: number, month: number): Month | undefined {
  return kpi.indicator.months.find((entry) => entry.year === year && entry.month === month);
}
