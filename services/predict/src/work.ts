import type { Ledger } from "./ledger.ts";
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

/**
 * Every missing backtest, the open goals' own past first, of that the nearest horizon first; of a horizon the oldest
 * moment first.
 */
export function missingHistory(state: WorkState): {
  readonly open: readonly Moment[];
  readonly rest: readonly Moment[];
} {
  const missing = Map.groupBy(missingTasks(state), ({ horizon }) => horizon);
  // How far back a horizon lies for the open goal that stands nearest to it.
  const shifts = new Map<Horizon, number>();
  for (const measured of missing.size === 0 ? [] : state.goals) {
    if (!isOpen(measured, state.now)) continue;
    const current = lastKnowable(measured, state.now);
    for (let shift = 0; shift <= current; shift += 1) {
      const horizon = horizonOf(measured, current - shift);
      shifts.set(horizon, Math.min(shift, shifts.get(horizon) ?? shift));
    }
  }
  const nearest = [...missing.keys()].toSorted(
    (left, right) => (shifts.get(left) ?? 0) - (shifts.get(right) ?? 0),
  );
  const momentsOfAll = (horizons: readonly Horizon[]): readonly Moment[] =>
    horizons.flatMap((horizon) => momentsOf(missing.get(horizon) ?? []));
  return {
    open: momentsOfAll(nearest.filter((horizon) => shifts.has(horizon))),
    rest: momentsOfAll(nearest.filter((horizon) => !shifts.has(horizon))),
  };
}

/** Backtests of some horizons that are missing, oldest moment first, so that later ones can learn from them. */
export function missingBacktests(state: WorkState, horizons: readonly Horizon[]): readonly Moment[] {
  const wanted = new Set(horizons);
  return momentsOf(missingTasks(state).filter(({ horizon }) => wanted.has(horizon)));
}

interface MissingTask extends Task {
  readonly horizon: Horizon;
  readonly asOf: number;
}

function missingTasks({ goals, ledger, now }: WorkState): readonly MissingTask[] {
  const missing: MissingTask[] = [];
  for (const measured of goals) {
    const current = lastKnowable(measured, now);
    const last = isOpen(measured, now) ? current - 1 : Math.min(current, measured.periods.length - 2);
    for (let index = madeUntil(ledger, measured); index <= last; index += 1) {
      if (isMade(ledger, measured, index)) continue;
      const asOf = measured.knowableAt[index] as number;
      missing.push({ goal: measured.id, index, horizon: horizonOf(measured, index), asOf });
    }
  }
  return missing;
}

function momentsOf(tasks: readonly MissingTask[]): readonly Moment[] {
  return [...Map.groupBy(tasks, ({ asOf }) => asOf)]
    .toSorted(([left], [right]) => left - right)
    .map(([asOf, all]) => ({
      asOf,
      backtest: true,
      tasks: all.map(({ goal, index }) => ({ goal, index })),
    }));
}

/** Whether all complete periods of a goal before the due one have an assessment. */
export function isHistoryComplete({ ledger, now }: WorkState, measured: MeasuredGoal): boolean {
  const last = Math.min(lastKnowable(measured, now), measured.periods.length - 2);
  return madeUntil(ledger, measured) > last;
}

interface Made {
  /** Assessments of other versions by then: until there is one more, what was made stays made. */
  readonly others: number;
  readonly until: WeakMap<MeasuredGoal, number>;
}

// Of thousands of goals a round looks only at what came since the last one.
const madeBefore = new WeakMap<Ledger, Made>();

/** Index of the first period without an assessment. */
function madeUntil(ledger: Ledger, measured: MeasuredGoal): number {
  const others = ledger.turns.others();
  const before = madeBefore.get(ledger);
  const made = before?.others === others ? before : { others, until: new WeakMap<MeasuredGoal, number>() };
  madeBefore.set(ledger, made);
  let index = made.until.get(measured) ?? 0;
  while (index < measured.periods.length && isMade(ledger, measured, index)) index += 1;
  made.until.set(measured, index);
  return index;
}

function isMade(ledger: Ledger, measured: MeasuredGoal, index: number): boolean {
  const period = measured.periods[index]?.label ?? "";
  return ledger.turns.isCurrent(ledger.newest(measured.id, period));
}

/** The horizon of a goal's period. */
export function horizonOf(measured: MeasuredGoal, index: number): Horizon {
  return `${measured.kpi.grain}/${periodsLeft(measured, index)}`;
}
