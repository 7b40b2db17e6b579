import type { FanStep, KpiReading, PeriodFigure } from "../../reading/readings.ts";
import { unitWords } from "../../words/numbers.ts";
import type { NumberStyle } from "../../words/numbers.ts";

/** What the chart of a KPI's own periods shows. */
export function chartNote({ kpi, goal, companion, toDate }: KpiReading): string {
  const unit = unitNote(kpi.style);
  const monthly =
    kpi.running && kpi.cumulative
      ? `each ${kpi.grain}'s part of the running figure`
      : `each ${kpi.grain}'s figure`;
  const fan = goal !== null && goal.fan.length > 0 ? "; shaded: 80 and 95 % of what is expected" : "";
  // What is to date without a companion is the sum of these very figures.
  const target = companion === null && toDate.length > 0 ? "its part of the target" : "its target";
  return `${monthly}${unit}, dashed: ${target}${fan}`;
}

function unitNote(style: NumberStyle): string {
  const unit = style.currency ?? unitWords(style);
  return unit === null ? "" : `, ${unit}`;
}

/** The year to date, and the due period's target as far as it is known. */
export function toDateFigures({ goal, toDate }: KpiReading): readonly PeriodFigure[] {
  if (goal === null || toDate.length === 0) return [];
  const target = goal.assessment?.target ?? null;
  const known = toDate.some(({ period }) => period === goal.due);
  if (goal.closing !== null || target === null || known) return toDate;
  return [...toDate, { period: goal.due, actual: null, target }];
}

/** The expected end of the goal's figure, as the last step of its way there; empty where none is told. */
export function endFan({ goal }: KpiReading): readonly FanStep[] {
  const assessment = goal?.assessment ?? null;
  if (goal === null || assessment === null || goal.closing !== null) return [];
  const { expectedEnd: median, low80, high80, low95, high95 } = assessment;
  if (median === null || low80 === null || high80 === null) return [];
  return [{ period: goal.due, median, low80, high80, low95: low95 ?? low80, high95: high95 ?? high80 }];
}
