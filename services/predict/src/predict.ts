import type { Position } from "@milepost/contracts";
import { MODEL_VERSION, rememberForecasts } from "@milepost/forecast";
import type { JobQueue, Jobs } from "@milepost/jobs";
import type { Clock, Logger } from "@milepost/runtime";
import { createAssess, openTasks } from "./assess-moment.ts";
import type { Assess } from "./assess-moment.ts";
import type { Deployment } from "./deployment.ts";
import { openForecastThreads } from "./forecast-threads.ts";
import { sinceLastRound } from "./last-round.ts";
import type { LastRound } from "./last-round.ts";
import { leadLinks } from "./leads/lead-links.ts";
import { leadJob } from "./leads/test-leads.ts";
import { outcomeOf } from "./outcome.ts";
import { learnFromOwnPast } from "./own-past.ts";
import type { Outcome } from "./outcome.ts";
import { predictQueues } from "./predict-queues.ts";
import type { AssessJob, PredictWork } from "./predict-queues.ts";
import { closeGoals, countTasks, deliverAlerts, settleAlerts, workState } from "./rounds.ts";
import { staleBacktests } from "./stale.ts";
import type { PredictSteps } from "./steps.ts";
import { dealtOut } from "./buckets.ts";
import { untilAborted } from "./until-aborted.ts";
import { currentHorizons, currentMoment, missingBacktests, missingHistory } from "./work.ts";
import type { Moment, Task } from "./work.ts";

/** Forecasts that are remembered, at a few kilobytes each. */
const MAX_FORECASTS = 2_000;

/** Reports how far something is. */
export type Report = (done: number, total: number) => void;

/** Assessments made since the start, and the seconds that they took. */
export interface Throughput {
  readonly assessments: number;
  readonly seconds: number;
}

/** What a completed round tells. */
export interface Round {
  readonly outcome: Outcome;
  /** The round saw everything below. */
  readonly covered: Position;
}

/** The predictor's work, as jobs that any instance may run. */
export interface Predictor {
  /** Resolves with the end of a round that began after the call; reports how far a round is that runs here. */
  assessNow(report?: Report): Promise<Round>;
  /** Resolves once the past is assessed, or at once when the signal says so: the work then goes on until `close`. */
  fillHistory(report?: Report, signal?: AbortSignal): Promise<void>;
  /** Lets alerts take the steps that are due, and tells whom they go to. */
  settle(): Promise<void>;
  throughput(): Throughput;
  /** Works on no further job here; ends those under way after their goal. */
  close(): Promise<void>;
}

export interface PredictorParts extends PredictSteps {
  /** Opens the deployment when the first job comes. */
  readonly open: () => Promise<Deployment>;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly logger: Logger;
  /** By which version of the model goals are assessed; default: today's. */
  readonly modelVersion?: string | undefined;
}

/** Registers the predictor's queues and works on them. */
export function createPredictor(parts: PredictorParts): Predictor {
  const { open, jobs, clock, logger, onStep, onLeadStep, onLessonStep, modelVersion = MODEL_VERSION } = parts;
  const reports = { now: new Set<Report>(), history: new Set<Report>() };
  const threads = openForecastThreads();
  // For what can be done about alerts.
  const forecaster = rememberForecasts(MAX_FORECASTS);
  let throughput: Throughput = { assessments: 0, seconds: 0 };
  let assessing: Assess | undefined;
  let last: LastRound | undefined;
  const work: PredictWork = {
    assess: async (job, signal) => {
      assessing ??= createAssess(await open(), threads);
      const { made, elapsedMs } = await assessing(job, { signal, onStep });
      const { assessments, seconds } = throughput;
      throughput = { assessments: assessments + made, seconds: seconds + elapsedMs / 1000 };
      return { made };
    },
    deliverAlerts: async ({ owner }) => {
      onStep?.("delivering");
      await deliverAlerts(await open(), owner, clock.now());
      onStep?.("delivered");
    },
    settleAlerts: async (_nothing, signal) => {
      onStep?.("settling");
      const owners = await settleAlerts(await open(), clock.now(), { signal, forecaster, logger, onStep });
      onStep?.("settled");
      const told = owners.map(async (owner) => (await queues.deliverAlerts.add({ owner })).result);
      await untilAborted(Promise.all(told), signal);
    },
    testLeads: leadJob({ open, clock, onStep: onLeadStep }),
    assessNow: async (_nothing, signal) => {
      const context = roundContext(signal, reports.now);
      const round = await assessNow(await open(), { ...context, last, onLessonStep }, clock.now());
      last = round.done;
      return { outcome: round.outcome, covered: round.done.covered };
    },
    fillHistory: async (_nothing, signal) =>
      fillHistory(await open(), roundContext(signal, reports.history), clock.now()),
  };
  const queues = predictQueues(jobs, work, modelVersion);
  const roundContext = (signal: AbortSignal, told: ReadonlySet<Report>): RoundContext => ({
    signal,
    assess: queues.assess,
    settle: async () => done(queues.settleAlerts, signal),
    testLeads: async () => done(queues.testLeads, signal),
    report: (done, total) => {
      for (const report of told) report(done, total);
    },
  });
  return {
    assessNow: async (report) =>
      reporting(
        reports.now,
        report,
        queues.assessNow.add({}).then(({ result }) => result),
      ),
    fillHistory: async (report, signal) => {
      const filled = queues.fillHistory.add({}).then(({ result }) => result);
      const ended = signal === undefined ? filled : untilAborted(filled, signal).catch(() => undefined);
      await reporting(reports.history, report, ended);
    },
    settle: async () => (await queues.settleAlerts.add({})).result,
    throughput: () => throughput,
    close: async () => {
      await queues.close();
      await threads.close();
    },
  };
}

/** Resolves once a job of the deployment's queue ended that began after the call. */
async function done(queue: JobQueue<Readonly<Record<string, never>>>, signal: AbortSignal): Promise<void> {
  const { result } = await queue.add({});
  await untilAborted(result, signal);
}

/** Tells of a round while some work goes on. */
async function reporting<Result>(
  all: Set<Report>,
  report: Report | undefined,
  work: Promise<Result>,
): Promise<Result> {
  if (report !== undefined) all.add(report);
  return work.finally(() => report !== undefined && all.delete(report));
}

/** What a round of work needs besides the deployment. */
interface RoundContext {
  readonly signal: AbortSignal;
  readonly assess: JobQueue<AssessJob, { readonly made: number }>;
  /** Settles alerts and tells their owners. */
  readonly settle: () => Promise<void>;
  readonly testLeads: () => Promise<void>;
  readonly report: Report;
}

interface NowContext extends RoundContext, Pick<PredictSteps, "onLessonStep"> {
  readonly last: LastRound | undefined;
}

/** Same-horizon backtests first, then the newest period, then the period before it likewise. */
async function assessNow(
  deployment: Deployment,
  { last, onLessonStep: onStep, ...context }: NowContext,
  now: number,
): Promise<{ readonly outcome: Outcome; readonly done: LastRound }> {
  const covered = await deployment.position();
  const changes = await deployment.changesBelow(covered, last?.covered);
  const since = sinceLastRound(deployment, { last, covered, changes });
  await closeGoals(deployment, now, { ...since, signal: context.signal });
  await learnFromOwnPast(deployment, now, { signal: context.signal, onStep });
  const state = workState(deployment, now);
  const before = [...staleBacktests(state, changes), ...missingBacktests(state, currentHorizons(state, 0))];
  const current = currentMoment(state);
  const after = missingBacktests(state, currentHorizons(state, 1));
  const onTasks = counting(countTasks([...before, current, ...after]), context.report);
  let made = await assessMoments(deployment, before, { ...context, onTasks });
  const taught = deployment.ledger.taught();
  made += await assessMoments(deployment, [current], {
    ...context,
    onTasks,
    isDone: (task) => since.isAssessed(task),
  });
  made += await assessMoments(deployment, after, { ...context, onTasks });
  await context.settle();
  if (leadLinks(deployment.planNow().plan).length > 0) await context.testLeads();
  await deployment.catchUp();
  const done = { covered, taught, ahead: since.aheadOf(now) };
  return { outcome: outcomeOf(workState(deployment, now), made), done };
}

/** Every other period of the past, the open goals' own first. */
async function fillHistory(deployment: Deployment, context: RoundContext, now: number): Promise<void> {
  await deployment.catchUp();
  const { open, rest } = missingHistory(workState(deployment, now));
  const onTasks = counting(countTasks([...open, ...rest]), context.report);
  for (const moments of [open, rest]) {
    await assessMoments(deployment, moments, { ...context, onTasks });
    await context.settle();
  }
}

interface MomentsContext extends RoundContext {
  readonly onTasks: (count: number) => void;
  /** Tasks that need no look; default: none. */
  readonly isDone?: (task: Task) => boolean;
}

/** Assesses moments in their order, each one's goals dealt out to workers; each moment learns from those before it. */
async function assessMoments(
  deployment: Deployment,
  moments: readonly Moment[],
  { signal, assess, onTasks, isDone = () => false }: MomentsContext,
): Promise<number> {
  let made = 0;
  for (const moment of moments) {
    signal.throwIfAborted();
    const placed = { ...moment, position: await deployment.position() };
    const open = openTasks(deployment, placed).filter((task) => !isDone(task));
    onTasks(moment.tasks.length - open.length);
    const work = dealtOut(open).map(async (tasks) => {
      const { result } = await assess.add({ ...placed, tasks });
      made += (await result).made;
      onTasks(tasks.length);
    });
    await untilAborted(Promise.all(work), signal);
  }
  return made;
}

function counting(total: number, report: Report): (count: number) => void {
  let done = 0;
  return (count) => {
    for (let task = 0; task < count; task += 1) report((done += 1), total);
  };
}
