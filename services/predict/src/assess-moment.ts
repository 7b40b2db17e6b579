import { setImmediate as nextTurn } from "node:timers/promises";
import type { AssessmentMadeData, Position } from "@milepost/contracts";
import { alertingOf } from "@milepost/plan";
import { assessmentId, assessmentOf, basisDigest, forecastsWanted, restsOn } from "./assessment-of.ts";
import type { AssessmentBasis } from "./assessment-of.ts";
import type { Deployment, News } from "./deployment.ts";
import type { ForecastThreads } from "./forecast-threads.ts";
import { goalCase } from "./goal-case.ts";
import { judgedGoal } from "./judged-goal.ts";
import { learn, outcomesAt } from "./learning.ts";
import type { Learned, Outcomes } from "./learning.ts";
import type { KnownAssessment } from "./ledger.ts";
import type { MeasuredGoal } from "./measured-goal.ts";
import { periodsLeft } from "./measured-goal.ts";
import { ASSESSMENTS, sameInputs } from "./places.ts";
import { reachedGoal } from "./reach.ts";
import type { Reading } from "./series-reading.ts";
import { lookedAt } from "./stale.ts";
import type { PredictStep } from "./steps.ts";
import { slicesOf } from "./task-slices.ts";
import type { MeasuredTask, TaskSlice } from "./task-slices.ts";
import type { Moment, Task } from "./work.ts";

/** Lessons that are remembered: the jobs of one moment need the same few. */
const MAX_LESSONS = 64;

/** A moment's tasks at a position of the log; all jobs of a moment share it. */
export interface PlacedMoment extends Moment {
  readonly position: Position;
}

/** What accompanies the work on a moment. */
export interface Companions {
  readonly signal: AbortSignal;
  readonly onStep?: ((step: PredictStep) => void) | undefined;
}

/** How long the pure part took, in milliseconds, and how many assessments were appended. */
export interface MomentReport {
  readonly made: number;
  readonly elapsedMs: number;
}

/** Assesses goals of placed moments. */
export type Assess = (moment: PlacedMoment, companions: Companions) => Promise<MomentReport>;

/** The tasks of a moment that are not done at this position: same moment, plan and observations need no second look. */
export function openTasks(deployment: Deployment, moment: PlacedMoment): readonly Task[] {
  const plan = deployment.planBelow(moment.position);
  return moment.tasks.filter((task) => {
    const period = plan.goal(task.goal)?.periods[task.index]?.label ?? "";
    const newest = deployment.ledger.newest(task.goal, period);
    return !(
      newest !== undefined &&
      newest.asOf === moment.asOf &&
      sameInputs(newest.inputsPosition, moment.position) &&
      deployment.ledger.turns.isCurrent(newest)
    );
  });
}

/** Builds what assesses goals and appends what is new; what rests on the same basis as before is left as it is. */
export function createAssess(deployment: Deployment, threads: ForecastThreads): Assess {
  const lessons = new Map<string, Learned>();
  return async (moment, { signal, onStep }) => {
    const startedAt = performance.now();
    onStep?.("assessing");
    await deployment.reach(moment.position);
    const { asOf, position } = moment;
    const tasks = moment.tasks.flatMap(({ goal, index }) => {
      const period = deployment.planBelow(position).goal(goal)?.periods[index]?.label;
      return period === undefined ? [] : (placeOf(deployment, { ...moment, goal, period }) ?? []);
    });
    const making: Promise<readonly Made[]>[] = [];
    // In a function of its own, so that nothing holds the values of one slice while the next is read.
    const assessSlice = async ({ tasks: some, kpis }: TaskSlice): Promise<void> => {
      const reading = await deployment.reading(asOf, position, kpis);
      const workshop = openWorkshop(deployment, { ...moment, reading, lessons });
      for (const { measured, index } of some) {
        signal.throwIfAborted();
        // As far ahead of the threads as it takes to keep them busy.
        await making[making.length - threads.count - 1];
        const made = newsOf(deployment, workshop.basisOf(measured, index), threads);
        // Waited for in its turn, however it ends.
        made.catch(() => undefined);
        making.push(made);
        // Pages and pushes are answered between two goals.
        await nextTurn();
      }
    };
    for (const slice of slicesOf(tasks)) await assessSlice(slice);
    const made = (await Promise.all(making)).flat();
    onStep?.("assessed");
    const appended = await appendNews(deployment, made, { signal, onStep });
    return { made: appended, elapsedMs: performance.now() - startedAt };
  };
}

interface Placed extends Pick<PlacedMoment, "backtest" | "position"> {
  readonly goal: string;
  readonly period: string;
}

/** A goal at one of its periods, by the plan below a position; a past that is made up for, by the plan that its end is judged by. */
function placeOf(deployment: Deployment, { goal, period, backtest, position }: Placed): MeasuredTask | null {
  const planAt = deployment.planBelow(position);
  const newest = planAt.goal(goal);
  if (newest === undefined) return null;
  const judged = backtest ? judgedGoal(deployment, newest, { position, planAt }) : null;
  for (const measured of [judged ?? newest, newest]) {
    const index = measured.periods.findIndex(({ label }) => label === period);
    if (index >= 0) return { measured, index };
  }
  return null;
}

/** An assessment that is not in the log. */
interface Made {
  readonly place: AssessedPlace;
  readonly digest: string;
  /** The assessment that counted when this one was made. */
  readonly before: KnownAssessment | undefined;
  readonly news: News;
}

/** What an assessment is of, without the values that it rests on. */
interface AssessedPlace extends Pick<AssessmentBasis, "asOf" | "position"> {
  readonly goal: string;
  readonly period: string;
}

/** Appends what nobody appended meanwhile: the owner of a bucket may have been taken for dead, and replaced. */
async function appendNews(
  deployment: Deployment,
  made: readonly Made[],
  { signal, onStep }: Companions,
): Promise<number> {
  if (made.length === 0) return 0;
  await deployment.catchUp();
  signal.throwIfAborted();
  const untold = made.filter(({ place, digest, before }) => {
    const newest = newestOf(deployment, place);
    return newest === before || !isTold(deployment, newest, { place, digest });
  });
  onStep?.("appending");
  await deployment.append(untold.map(({ news }) => news));
  onStep?.("appended");
  return untold.length;
}

/** Makes an assessment again from the position that it names: the same build gives the same bytes. */
export async function recomputeAssessment(
  deployment: Deployment,
  made: AssessmentMadeData,
): Promise<AssessmentMadeData | null> {
  const position = made.inputsPosition;
  const asOf = Date.parse(made.asOf);
  const place = placeOf(deployment, { ...made, position });
  if (place === null) return null;
  const { measured, index } = place;
  const reading = await deployment.reading(asOf, position, lookedAt([measured]));
  const { backtest } = made;
  const workshop = openWorkshop(deployment, { asOf, backtest, position, reading, lessons: new Map() });
  return assessmentOf(workshop.basisOf(measured, index));
}

interface LessonsInput extends Pick<PlacedMoment, "asOf" | "position"> {
  /** Lessons worked out before. */
  readonly lessons: Map<string, Learned>;
}

/** What earlier goals teach at a moment and a position, each number of periods left worked out once. */
export function openLessons(
  { ledger }: Pick<Deployment, "ledger">,
  { asOf, position, lessons }: LessonsInput,
): (measured: MeasuredGoal, index: number) => Learned {
  const below = position[ASSESSMENTS] ?? 0;
  let outcomes: Outcomes | undefined;
  return (measured, index) => {
    const { grain } = measured.kpi;
    const left = periodsLeft(measured, index);
    const key = `${grain}/${left}/${asOf}/${below}`;
    const known = lessons.get(key);
    if (known !== undefined) return known;
    if (lessons.size >= MAX_LESSONS) lessons.clear();
    outcomes ??= outcomesAt(ledger, { asOf, below });
    const learned = learn(ledger, { asOf, grain, below, periodsLeft: left }, outcomes);
    lessons.set(key, learned);
    return learned;
  };
}

interface WorkshopInput extends LessonsInput, Pick<PlacedMoment, "backtest"> {
  readonly reading: Reading;
}

/** Lays out what each goal's assessment rests on; what earlier goals teach is worked out once per horizon. */
function openWorkshop(
  deployment: Pick<Deployment, "ledger" | "planBelow">,
  { asOf, backtest, position, reading, lessons }: WorkshopInput,
): { basisOf(measured: MeasuredGoal, index: number): AssessmentBasis } {
  const lessonFor = openLessons(deployment, { asOf, position, lessons });
  const { alerting } = deployment.planBelow(position).plan;
  const reachOf = (measured: MeasuredGoal, index: number): Pick<AssessmentBasis, "reach"> => {
    const { reach: share } = alertingOf(alerting, measured.goal);
    const part = reachedGoal(measured, share);
    return part === null ? {} : { reach: { share, goalCase: goalCase(part, index, reading) } };
  };
  return {
    basisOf: (measured, index) => ({
      goalCase: goalCase(measured, index, reading),
      ...reachOf(measured, index),
      learned: lessonFor(measured, index),
      modelVersion: deployment.ledger.turns.modelVersion,
      asOf,
      backtest,
      position,
    }),
  };
}

async function newsOf(
  deployment: Deployment,
  basis: AssessmentBasis,
  threads: ForecastThreads,
): Promise<readonly Made[]> {
  const { goalCase, asOf, position } = basis;
  const place = { goal: goalCase.measured.id, period: goalCase.period.label, asOf, position };
  const before = newestOf(deployment, place);
  const digest = basisDigest(basis);
  if (isTold(deployment, before, { place, digest })) return [];
  const news: News = {
    type: "milepost.assessment.made.v1",
    id: assessmentId(basis, digest, before),
    key: place.goal,
    data: assessmentOf(basis, await threads.forecast(forecastsWanted(basis))),
  };
  return [{ place, digest, before, news }];
}

function newestOf({ ledger }: Deployment, { goal, period }: AssessedPlace): KnownAssessment | undefined {
  return ledger.newest(goal, period);
}

/** Whether the log holds this assessment already, or one of the same moment that saw more. */
function isTold(
  { ledger: { turns } }: Deployment,
  newest: KnownAssessment | undefined,
  { place, digest }: Pick<Made, "place" | "digest">,
): boolean {
  if (newest === undefined || !turns.isCurrent(newest)) return false;
  if (newest.asOf === place.asOf && sawMore(newest.inputsPosition, place.position)) return true;
  return restsOn(newest.id, digest, turns.modelVersion);
}

function sawMore(seen: Position, position: Position): boolean {
  const inputs = Object.keys(position).filter((place) => place !== ASSESSMENTS);
  const isNoLess = inputs.every((place) => (seen[place] ?? 0) >= (position[place] ?? 0));
  return isNoLess && inputs.some((place) => (seen[place] ?? 0) > (position[place] ?? 0));
}
