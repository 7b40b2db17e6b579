import { periodContaining, windowDates } from "@milepost/contracts";
import type { Goal, Kpi, PlanFile } from "@milepost/contracts";
import { goalPeriods } from "@milepost/scoring";
import type { LintFinding } from "./lints-of.ts";

/**
 * Goals that add up, and whose window begins or ends within a period of their KPI: only whole periods count (ADR 9), so the
 * target that was set for the window is asked of fewer days.
 */
export function partialPeriodLints({ goals, kpis }: PlanFile): readonly LintFinding[] {
  return Object.entries(goals).flatMap(([id, goal]) => {
    const kpi = kpis[goal.measure.kpi];
    if (kpi === undefined || goal.measure.evaluation !== "cumulative") return [];
    const found = partsLeftOut(goal, kpi);
    return found === null ? [] : [lint(id, kpi, found)];
  });
}

interface Dates {
  readonly from: string;
  readonly to: string;
}

interface LeftOut {
  readonly labels: readonly string[];
  readonly asked: Dates;
  /** The whole periods within the window, and with those that reach beyond it. */
  readonly counted: Dates;
  readonly whole: Dates;
}

/** The periods at the ends of a goal's window that reach beyond it; null: there are none, or nothing else is in it. */
function partsLeftOut(goal: Goal, kpi: Kpi): LeftOut | null {
  const asked = windowDates(goal.window);
  const [begin, end] = [periodContaining(asked.from, kpi.grain), periodContaining(asked.to, kpi.grain)];
  const periods = goalPeriods(goal, kpi);
  const [first] = periods;
  const due = periods.at(-1);
  if (first === undefined || due === undefined) return null;
  const labels = [...(begin.start < asked.from ? [begin] : []), ...(end.end > asked.to ? [end] : [])].map(
    ({ label }) => label,
  );
  if (labels.length === 0) return null;
  return {
    labels,
    asked,
    counted: { from: first.start, to: due.end },
    whole: { from: begin.start, to: end.end },
  };
}

function lint(id: string, { grain }: Kpi, { labels, asked, counted, whole }: LeftOut): LintFinding {
  const [one, them] =
    labels.length === 1
      ? ["lies only partly in its window and is", "it"]
      : ["lie only partly in its window and are", "them"];
  return {
    severity: "warning",
    path: ["goals", id, "window"],
    code: "partial_periods",
    message: `"${id}" counts whole ${grain}s: ${labels.join(" and ")} ${one} left out, so its target is asked of ${days(counted)} days, not of ${days(asked)}`,
    fix: `set window: ${written(whole)} to count ${them}, or ${written(counted)} and the target of those days`,
  };
}

function written({ from, to }: Dates): string {
  return `{ from: ${from}, to: ${to} }`;
}

const DAY_MS = 86_400_000;

/** Days from one local date to another, both counted. */
function days({ from, to }: Dates): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
}
