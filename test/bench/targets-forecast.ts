import { assessGoal, fitCalibration, fitConformalWidening } from "@milepost/forecast";
import type { CalibrationExample, PastError } from "@milepost/forecast";
import { goalAsOf, isGreen } from "./targets-goals.ts";
import type { ScoredGoal } from "./targets-goals.ts";

/** One goal at one month: what three ways of flagging said, and what came of it. */
export interface ScoredChance {
  readonly goal: ScoredGoal;
  readonly month: number;
  readonly hit: boolean;
  /** Our chance of hitting; where none is told, the hit rate of all earlier goals at that month. */
  readonly chance: number;
  /** The chance from the sample paths alone; the same stand-in. */
  readonly raw: number;
  readonly told: boolean;
  /** 1 where this month's figure meets this month's target, else 0. */
  readonly hard: number;
  /** The hit rate of earlier goals of the same colour at the same month. */
  readonly calibrated: number;
  /** Whether December's figure fell into the 80 % and the 95 % interval; null where no forecast was told. */
  readonly inside80: boolean | null;
  readonly inside95: boolean | null;
}

/** What earlier years teach at one month of the year. */
interface Learned {
  readonly examples: CalibrationExample[];
  readonly errors: PastError[];
  readonly colours: { green: boolean; hit: boolean }[];
}

/** Before any outcome is known, either outcome is as likely. */
const IGNORANCE = 0.5;

/**
 * Walks forward through the years: each goal's chance at a month rests on the rows known by then and on the outcomes of
 * earlier years, never on its own year's or a later one's. Goals without a figure or target at the month are left out, for
 * all rules alike.
 */
export function forecastForward(goals: readonly ScoredGoal[], months: readonly number[]): ScoredChance[] {
  return months.flatMap((month) => {
    const learned: Learned = { examples: [], errors: [], colours: [] };
    const byYear = Map.groupBy(goals, (goal) => goal.year);
    const years = [...byYear.keys()].toSorted((a, b) => a - b);
    return years.flatMap((year) => forecastYear(byYear.get(year) ?? [], month, learned));
  });
}

function forecastYear(goals: readonly ScoredGoal[], month: number, learned: Learned): ScoredChance[] {
  const calibration = fitCalibration(learned.examples);
  const conformal = fitConformalWidening(learned.errors);
  const baseRate = hitRate(learned.colours) ?? IGNORANCE;
  const found: Learned = { examples: [], errors: [], colours: [] };
  const scored: ScoredChance[] = [];
  for (const goal of goals) {
    const green = isGreen(goal, month);
    if (green === null) continue;
    const end = goal.kpi.yearToDateActual[goal.january + 11] ?? Number.NaN;
    const assessed = assessGoal({ ...goalAsOf(goal, month), calibration, conformal });
    found.colours.push({ green, hit: goal.hit });
    if (assessed.ok) {
      found.examples.push({ features: assessed.features, hit: goal.hit });
      const standardisedError = (end - assessed.expectedEnd) / assessed.spread;
      found.errors.push({ monthsRemaining: 12 - month, standardisedError });
    }
    scored.push({
      goal,
      month,
      hit: goal.hit,
      chance: assessed.ok ? assessed.pHit : baseRate,
      raw: assessed.ok ? assessed.pHitRaw : baseRate,
      told: assessed.ok,
      hard: Number(green),
      calibrated: hitRate(learned.colours.filter((earlier) => earlier.green === green)) ?? baseRate,
      inside80: assessed.ok ? end >= assessed.low80 && end <= assessed.high80 : null,
      inside95: assessed.ok ? end >= assessed.low95 && end <= assessed.high95 : null,
    });
  }
  learned.colours.push(...found.colours);
  learned.errors.push(...found.errors);
  learned.examples.push(...found.examples);
  return scored;
}

function hitRate(outcomes: readonly { hit: boolean }[]): number | null {
  return outcomes.length === 0 ? null : outcomes.filter((outcome) => outcome.hit).length / outcomes.length;
}
