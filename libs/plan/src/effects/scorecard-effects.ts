import type { ScorecardPeriod } from "../standing/scorecard-periods.ts";
import type { Presence } from "./goal-effects.ts";

/** A scorecard as a whole at its newest period. */
export interface ScorecardStanding {
  readonly period: string;
  /** 0 to 10; null is unknown. */
  readonly score: number | null;
  readonly coverage: number;
}

/** What a change of the plan does to a scorecard; null: it has no period with a value. */
export interface ScorecardEffect {
  readonly scorecard: string;
  readonly change: Presence;
  readonly before: ScorecardStanding | null;
  readonly after: ScorecardStanding | null;
  /** Periods with another score or coverage as a whole. */
  readonly periodsChanged: number;
}

/** Compares a scorecard's periods; undefined: it stays and shows what it does. */
export function scorecardEffect(
  card: Pick<ScorecardEffect, "scorecard" | "change">,
  was: readonly ScorecardPeriod[],
  is: readonly ScorecardPeriod[],
): ScorecardEffect | undefined {
  const [before, after] = [wholes(was), wholes(is)];
  const periods = [...new Set([...before.keys(), ...after.keys()])];
  const periodsChanged = periods.filter((period) => !isSame(before.get(period), after.get(period))).length;
  if (card.change === "changes" && periodsChanged === 0) return undefined;
  return { ...card, before: newest(before), after: newest(after), periodsChanged };
}

function wholes(periods: readonly ScorecardPeriod[]): ReadonlyMap<string, ScorecardStanding> {
  const sorted = periods.toSorted((left, right) => (left.period.end < right.period.end ? -1 : 1));
  return new Map(
    sorted.flatMap(({ period, rows }) => {
      const whole = rows.find(({ level }) => level === "scorecard");
      const { score = null, coverage = 0 } = whole ?? {};
      return whole === undefined ? [] : [[period.label, { period: period.label, score, coverage }]];
    }),
  );
}

function newest(standings: ReadonlyMap<string, ScorecardStanding>): ScorecardStanding | null {
  return [...standings.values()].at(-1) ?? null;
}

function isSame(left: ScorecardStanding | undefined, right: ScorecardStanding | undefined): boolean {
  return left?.score === right?.score && left?.coverage === right?.coverage;
}
