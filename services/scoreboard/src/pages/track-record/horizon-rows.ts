import { isEnough, WAYS } from "../../accuracy/scores.ts";
import type { Scores, Way, WayName } from "../../accuracy/scores.ts";
import type { Horizon } from "../../accuracy/horizons.ts";
import type { BrierLine } from "../../charts/brier-chart.ts";
import { periodName, shortPeriod } from "../../words/dates.ts";
import { counted, numberText } from "../../words/numbers.ts";
import { scoreText, TOO_FEW } from "../../words/scores.ts";

/** One row of the table: how many goals, the chance's score, and that of each other way. */
export interface ScoreRow {
  readonly name: string;
  readonly cells: readonly ScoreCell[];
}

export interface ScoreCell {
  readonly figure: string;
  /** In small letters beside it; null: nothing. */
  readonly beside: string | null;
}

/** A horizon in words: `March, 9 months left`; `9 weeks left`. */
export function horizonName({ month, periodsLeft, grain }: Horizon): string {
  const left = `${counted(periodsLeft, grain)} left`;
  return month === null ? left : `${periodName(`2000-${month}`)}, ${left}`;
}

/** Scores as cells: what rests on fewer outcomes than it takes says so. */
export function scoreRow(name: string, scores: Scores): ScoreRow {
  const { count, goals, chance } = scores;
  const beside = goals === count ? null : `${numberText(count, 0)} assessments`;
  const cells = isEnough(scores)
    ? [plain(scoreText(chance)), ...WAYS.map((way) => wayCell(scores.ways[way], count))]
    : [plain(TOO_FEW), ...WAYS.map(() => plain("–"))];
  return { name, cells: [{ figure: numberText(goals, 0), beside }, ...cells] };
}

function plain(figure: string): ScoreCell {
  return { figure, beside: null };
}

function wayCell(way: Way | null, count: number): ScoreCell {
  if (way === null) return plain("–");
  if (!isEnough(way)) return plain(TOO_FEW);
  const ratio = way.brier === 0 ? "" : `ratio ${numberText(way.chance / way.brier, 2)}`;
  const of = way.count === count ? "" : ` of ${numberText(way.count, 0)}`;
  return { figure: scoreText(way.brier), beside: `${ratio}${of}`.trim() || null };
}

const LINES: readonly (Pick<BrierLine, "name" | "ink"> & { readonly way: WayName | null })[] = [
  { name: "red/green as it stands", ink: "miss", way: "hard" },
  { name: "linear pace", ink: "doubt", way: "pace" },
  { name: "base rate", ink: "muted", way: "baseRate" },
  { name: "red/green as a chance", ink: "course", way: "calibrated" },
  { name: "chance", ink: "forecast", way: null },
];

/** A line for each way of telling over the horizons of the grain that most of them are of. */
export function brierLines(
  rows: readonly { readonly horizon: Horizon; readonly scores: Scores }[],
): readonly BrierLine[] {
  const ofGrain = Map.groupBy(rows, ({ horizon }) => horizon.grain);
  const [drawn = []] = [...ofGrain.values()].toSorted((left, right) => right.length - left.length);
  return LINES.flatMap(({ way, ...line }) => {
    const scores = drawn.flatMap(({ horizon, scores: { chance, ways } }) => {
      const told = way === null ? chance : enoughOf(ways[way]);
      return told === null ? [] : [{ at: tickOf(horizon), score: told }];
    });
    return scores.length === 0 ? [] : [{ ...line, scores }];
  });
}

function enoughOf(way: Way | null): number | null {
  return way !== null && isEnough(way) ? way.brier : null;
}

function tickOf({ month, periodsLeft }: Horizon): string {
  return month === null ? `${periodsLeft} left` : shortPeriod(`2000-${month}`);
}
