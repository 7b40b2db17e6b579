import type { Ledger } from "./ledger.ts";
import { MODEL_VERSION } from "@milepost/forecast";
import type { MeasuredGoal } from "./measured-goal.ts";
import { isOpen, lastKnowable, periodsLeft } from "./measured-goal.ts";

/** One goal at one of its periods that wants an assessment. */
export interface Task {
  readonly goal: string;
  /** Index of the period in the goal's window. */
  readonly index: number;
}

/** Tasks of one as-of moment; they learn from earlier moments, never from each other. */
export interface Moment {
  /** Epoch milliseconds. */
  readonly asOf: number;
  readonly backtest: boolean;
  readonly tasks: readonly Task[];
}

/** What a run sees when it decides what there is to do. */
export interface WorkState {
  readonly goals: readonly MeasuredGoal[];
  readonly ledger: Ledger;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Every open goal at its last complete period. */
export function currentMoment({ goals, now }: WorkState): Moment {
  const tasks = goals
    .filter((measured) => isOpen(measured, now))
    .map((measured) => ({ goal: measured.id, index: lastKnowable(measured, now) }));
  return { asOf: now, backtest: false, tasks };
}

/** A number of periods left, at one grain: what assessments may learn from each other by. */
export type Horizon = `${string}/${number}`;

/** The horizons at which goals stand now, `shift` periods before. */
export function currentHorizons({ goals, now }: WorkState, shift: number): readonly Horizon[] {
  const open = goals.filter((measured) => isOpen(measured, now) && lastKnowable(measured, now) >= shift);
  return [...new Set(open.map((measured) => horizonOf(measured, lastKnowable(measured, now) - shift)))];
}

/** Every horizon there is, those of the open goals' own past first, the nearest of them first. */
export function allHorizons(state: WorkState): {
  readonly open: readonly Horizon[];
  readonly rest: readonly Horizon[];
} {
  const longest = Math.max(0, ...state.goals.map((measured) => measured.periods.length));
  const open = new Set<Horizon>();
  for (let shift = 0; shift < longest; shift += 1) {
    for (const horizon of currentHorizons(state, shift)) open.add(horizon);
  }
  const rest = new Set<Horizon>();
  for (const measured of state.goals) {
    for (let index = measured.periods.length - 2; index >= 0; index -= 1) {
      const horizon = horizonOf(measured, index);
      if (!open.has(horizon)) rest.add(horizon);
    }
  }
  return { open: [...open], rest: [...rest] };
}

/** Backtests of some horizons that are missing, oldest moment first, so that later ones can learn from them. */
export function missingBacktests(state: WorkState, horizons: readonly Horizon[]): readonly Moment[] {
  const moments = new Map<number, Task[]>();
  for (const measured of state.goals) {
    const current = lastKnowable(measured, state.now);
    const last = isOpen(measured, state.now) ? current - 1 : Math.min(current, measured.periods.length - 2);
    for (let index = 0; index <= last; index += 1) {
      if (!horizons.includes(horizonOf(measured, index)) || isMade(state.ledger, measured, index)) continue;
      const asOf = measured.knowableAt[index] as number;
      const tasks = moments.get(asOf);
      if (tasks === undefined) moments.set(asOf, [{ goal: measured.id, index }]);
      else tasks.push({ goal: measured.id, index });
    }
  }
  return [...moments]
    .toSorted(([left], [right]) => left - right)
    .map(([asOf, tasks]) => ({ asOf, backtest: true, tasks }));
}

/** Whether all complete periods of a goal before the due one have an assessment. */
export function isHistoryComplete({ ledger, now }: WorkState, measured: MeasuredGoal): boolean {
  const last = Math.min(lastKnowable(measured, now), measured.periods.length - 2);
  for (let index = 0; index <= last; index += 1) if (!isMade(ledger, measured, index)) return false;
  return true;
}

function isMade(ledger: Ledger, measured: MeasuredGoal, index: number): boolean {
  const period = measured.periods[index]?.label ?? "";
  return ledger.newest(measured.id, period)?.modelVersion === MODEL_VERSION;
}

/** The horizon of a goal's period. */
export function horizonOf(measured: MeasuredGoal, index: number): Horizon {
  return `${measured.kpi.grain}/${periodsLeft(measured, index)}`;
}
