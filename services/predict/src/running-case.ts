import type { Grain, Period } from "@milepost/contracts";
import { partsToDate } from "@milepost/forecast";
import { yearBefore } from "@milepost/scoring";
import type { GoalCase } from "./goal-case.ts";
import { pathCase } from "./path-case.ts";
import type { PathCaseInput, PathForecastable } from "./path-case.ts";

interface RunningCaseInput extends PathCaseInput {
  /** The periods of the history's values, without gaps. */
  readonly labels: readonly string[];
  /** Known values of the flow behind the figure at the same periods; null: none is. */
  readonly baseHistory: Float64Array | null;
}

/**
 * Lays out a figure to date that adds up and restarts each year: what each period adds is forecast, and what comes is added to
 * the figure in the books, until a new year begins. Null of years: they are their own parts.
 */
export function runningCase(input: RunningCaseInput): GoalCase["forecast"] | null {
  const { facts, values } = input;
  const { kpi, goal, periods } = facts.measured;
  const due = periods.at(-1);
  if (kpi.grain === "year" || due === undefined) return null;
  // What comes adds to the figure of the period, which only some evaluations are about.
  if (Number.isNaN(input.history.at(-1))) return { reason: "no_data" };
  const { evaluation } = goal.measure;
  if (evaluation !== "at-due" && evaluation !== "in-range") return byParts(input, toDateOf(input));
  // Last year's figure is what this year's can be compared with.
  const from = values.get(yearBefore(due).label)?.actual ?? null;
  const laidOut = yearOf(due) === yearOf(facts.period) ? summedOf(input) : toDateOf(input);
  return byParts(input, { ...laidOut, from });
}

type LaidOut = Omit<PathForecastable["path"], "bounds" | "history">;

/** The due figure as a sum that holds in the books what there is to date. */
function summedOf(input: RunningCaseInput): LaidOut {
  const { actual, index } = input.facts;
  const { path } = pathCase(input);
  const booked = new Float64Array(index + 1);
  booked[index] = actual;
  return { ...withoutBounds(path), goal: { ...path.goal, evaluation: { kind: "cumulative" }, booked } };
}

/** The figures of all periods, as the parts that come make them. */
function toDateOf(input: RunningCaseInput): LaidOut {
  const { measured, index } = input.facts;
  const ahead = measured.periods.slice(index + 1).map(({ label }) => label);
  const places = placesInYear(ahead, measured.kpi.grain);
  const restarts = places.flatMap((place, step) => (place === 1 ? [step + 1] : []));
  const start = input.history.at(-1) ?? Number.NaN;
  return { ...withoutBounds(pathCase(input).path), toDate: { start, restarts } };
}

function withoutBounds(path: PathForecastable["path"]): LaidOut {
  const { bounds: _, ...laidOut } = path;
  return laidOut;
}

function byParts(input: RunningCaseInput, laidOut: LaidOut): PathForecastable {
  const { baseHistory } = input;
  const { path } = pathCase({ ...input, history: partsOf(input) });
  const { bounds, history } = path;
  return {
    path: {
      ...laidOut,
      history,
      // Bounds of a figure to date are none of its parts; those of the flow behind it are.
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
