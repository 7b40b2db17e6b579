import type { Grain, Period } from "@milepost/contracts";
import { partsToDate } from "@milepost/forecast";
import { yearBefore } from "@milepost/scoring";
import type { GoalCase } from "./goal-case.ts";
import { pathCase } from "./path-case.ts";
import type { PathCaseInput } from "./path-case.ts";

interface RunningCaseInput extends PathCaseInput {
  /** The periods of the history's values, without gaps. */
  readonly labels: readonly string[];
  /** Known values of the flow behind the figure at the same periods; null: none is. */
  readonly baseHistory: Float64Array | null;
}

/**
 * Lays out a figure to date that adds up and restarts each year: what each period adds is forecast, and what comes is added to
 * the figure in the books. Null where it is of longer periods than weeks and judged otherwise than by the due period of a year
 * that has begun: that is one more series with a season, as what does not add up (a mean, a state) is.
 */
export function runningCase(input: RunningCaseInput): GoalCase["forecast"] | null {
  const { facts } = input;
  const { kpi, goal, periods } = facts.measured;
  const { evaluation } = goal.measure;
  const due = periods.at(-1);
  if (kpi.grain === "year" || due === undefined) return null;
  const isFine = kpi.grain === "day" || kpi.grain === "week";
  if (evaluation !== "at-due" && evaluation !== "in-range")
    return isFine ? { reason: "not_supported" } : null;
  // What the years before come to is no part of it: until it begins there is nothing to add to.
  if (yearOf(due) !== yearOf(facts.period)) return isFine ? { reason: "too_far_ahead" } : null;
  return summed(input, due);
}

/** The due figure as a sum that holds in the books what there is to date. */
function summed(input: RunningCaseInput, due: Period): GoalCase["forecast"] {
  const { facts, values, baseHistory } = input;
  const booked = new Float64Array(facts.index + 1);
  booked[facts.index] = facts.actual;
  const { path } = pathCase({ ...input, history: partsOf(input) });
  const { bounds, ...laidOut } = path;
  return {
    path: {
      ...laidOut,
      goal: { ...path.goal, evaluation: { kind: "cumulative" }, booked },
      from: values.get(yearBefore(due).label)?.actual ?? null,
      // Bounds of a figure to date are none of its parts; those of the KPI behind it are.
      ...(baseHistory === null || bounds === undefined ? {} : { bounds }),
      // A fan is told of the KPI that a page shows: the one behind the figure, else the figure itself.
      fanOf: baseHistory === null ? "sums" : "points",
    },
  };
}

/** What each period added: the published differences, and where a figure is missing what the flow behind it says. */
function partsOf({ facts, history, labels, baseHistory }: RunningCaseInput): Float64Array {
  const parts = partsToDate({ values: history, places: placesInYear(labels, facts.measured.kpi.grain) });
  return parts.map((part, index) => (Number.isNaN(part) ? (baseHistory?.[index] ?? Number.NaN) : part));
}

const YEAR_CHARACTERS = 4;
const DAY_MS = 86_400_000;

/** The year that a period's figure to date counts from: of a week the ISO year, as its label says. */
function yearOf({ label }: Pick<Period, "label">): string {
  return label.slice(0, YEAR_CHARACTERS);
}

/** The place of each period in its year, from 1. */
export function placesInYear(labels: readonly string[], grain: Grain): readonly number[] {
  return labels.map((label) => {
    if (grain === "year") return 1;
    if (grain === "day") return (Date.parse(label) - Date.parse(`${yearOf({ label })}-01-01`)) / DAY_MS + 1;
    // `2026-W07`, `2026-Q3`, `2026-07`.
    return Number(label.slice(YEAR_CHARACTERS + 1).replace(/^[WQ]/u, ""));
  });
}
