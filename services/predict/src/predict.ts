import type { Position } from "@milepost/contracts";
import { partitionKey } from "@milepost/event-log";
import type { LogRecord } from "@milepost/event-log";
import type { Clock } from "@milepost/runtime";
import type { Deployment } from "./deployment.ts";
import { outcomeOf } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import type { RoundContext } from "./rounds.ts";
import { assessMoments, closeGoals, countTasks, settleAlerts, workState } from "./rounds.ts";
import { allHorizons, currentHorizons, currentMoment, missingBacktests } from "./work.ts";
import type { Horizon } from "./work.ts";
import { changesIn, lookedAt, staleBacktests } from "./stale.ts";
import type { Change } from "./stale.ts";

/** Reports how far something is. */
export type Report = (done: number, total: number) => void;

/** Assessments made since the start, and the seconds that they took. */
export interface Throughput {
  readonly assessments: number;
  readonly seconds: number;
}

/** The predictor's two kinds of work; one piece of it runs at a time. */
export interface Predictor {
  assessNow(report?: Report): Promise<Outcome>;
  fillHistory(report?: Report, signal?: AbortSignal): Promise<void>;
  /** Takes note of what arrived in the log; true: goals may have to be assessed again. */
  take(records: readonly LogRecord[]): boolean;
  throughput(): Throughput;
  /** Ends the work after the goal under way. */
  stop(): Promise<void>;
}

/** Assessments that another piece of work may slip in after, at most. */
const GOALS_A_TURN = 200;

/** Builds the predictor over a deployment. */
export function createPredictor(deployment: Deployment, clock: Clock): Predictor {
  const stopping = new AbortController();
  let assessments = 0;
  let seconds = 0;
  let covered: Position = {};
  let changes: readonly Change[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  const exclusive = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  const contextFor = (signal: AbortSignal, onGoal: () => void): RoundContext => ({
    now: clock.now(),
    signal,
    onGoal,
    onMade: (made, elapsedMs) => {
      assessments += made;
      seconds += elapsedMs / 1000;
    },
  });
  return {
    assessNow: (report) =>
      exclusive(async () => {
        const before = assessments;
        const context = contextFor(stopping.signal, () => undefined);
        const position = await deployment.position();
        const taken = changes;
        await assessCurrent(deployment, context, { report, changes: taken });
        // What arrived meanwhile stays noted for the next round.
        changes = changes.slice(taken.length);
        covered = position;
        await settleAlerts(deployment, context.now);
        return outcomeOf(workState(deployment, context.now), assessments - before);
      }),
    fillHistory: async (report, signal) => {
      const ending = signal === undefined ? stopping.signal : AbortSignal.any([signal, stopping.signal]);
      await fillHistory(deployment, { report, exclusive, context: (onGoal) => contextFor(ending, onGoal) });
    },
    take: (records) => {
      const isNews = (place: string, offset: number): boolean => offset >= (covered[place] ?? 0);
      const { goals } = deployment.planNow();
      const looked = changesIn(records, lookedAt(goals));
      const wanted =
        looked.some(({ place, offset }) => isNews(place, offset)) ||
        records.some((one) => one.topic === "strategy" && isNews(partitionKey(one), one.offset)) ||
        staleBacktests({ goals, ledger: deployment.ledger }, looked).length > 0;
      if (wanted) changes = [...changes, ...looked];
      return wanted;
    },
    throughput: () => ({ assessments, seconds }),
    stop: async () => {
      stopping.abort();
      await turn;
    },
  };
}

/** Same-horizon backtests first, then the newest period, then the period before it likewise. */
async function assessCurrent(
  deployment: Deployment,
  context: RoundContext,
  { report, changes }: { readonly report: Report | undefined; readonly changes: readonly Change[] },
): Promise<void> {
  await closeGoals(deployment, context.now);
  const state = workState(deployment, context.now);
  const moments = [
    ...staleBacktests(state, changes),
    ...missingBacktests(state, currentHorizons(state, 0)),
    currentMoment(state),
    ...missingBacktests(state, currentHorizons(state, 1)),
  ];
  const counted = counting(countTasks(moments), report);
  await assessMoments(deployment, moments, { ...context, onGoal: counted });
}

interface Filling {
  readonly report: Report | undefined;
  readonly exclusive: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly context: (onGoal: () => void) => RoundContext;
}

/** Every other period of the past, the open goals' own first; each turn lets newer work go before. */
async function fillHistory(deployment: Deployment, { report, exclusive, context }: Filling): Promise<void> {
  await deployment.catchUp();
  const start = context(() => undefined);
  const { open, rest } = allHorizons(workState(deployment, start.now));
  const missing = (horizons: readonly Horizon[]): ReturnType<typeof missingBacktests> =>
    missingBacktests(workState(deployment, start.now), horizons);
  const counted = counting(countTasks(missing([...open, ...rest])), report);
  for (const horizons of [open, rest]) {
    for (const horizon of horizons) {
      for (const moment of missing([horizon])) {
        for (let from = 0; from < moment.tasks.length; from += GOALS_A_TURN) {
          const part = { ...moment, tasks: moment.tasks.slice(from, from + GOALS_A_TURN) };
          const round = context(counted);
          await exclusive(() => assessMoments(deployment, [part], round));
          if (round.signal.aborted) return;
        }
      }
    }
    await exclusive(() => settleAlerts(deployment, context(counted).now));
  }
}

function counting(total: number, report: Report | undefined): () => void {
  let done = 0;
  return () => report?.((done += 1), total);
}
