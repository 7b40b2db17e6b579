import { setImmediate as nextTurn } from "node:timers/promises";
import type { AssessmentMadeData, Position } from "@milepost/contracts";
import { MODEL_VERSION } from "@milepost/forecast";
import { assessmentId, assessmentOf, basisDigest, restsOn } from "./assessment-of.ts";
import type { AssessmentBasis } from "./assessment-of.ts";
import type { Deployment, News, PlanAt } from "./deployment.ts";
import { ASSESSMENTS, sameInputs } from "./deployment.ts";
import { goalCase } from "./goal-case.ts";
import { learn } from "./learning.ts";
import type { Learned } from "./learning.ts";
import type { MeasuredGoal } from "./measured-goal.ts";
import { periodsLeft } from "./measured-goal.ts";
import type { Reading } from "./series-reading.ts";
import type { Moment, Task } from "./work.ts";

/** What accompanies the work on a moment. */
export interface Companions {
  readonly signal: AbortSignal;
  /** Called after each goal. */
  readonly onGoal: () => void;
}

/** How long the pure part of a moment took, in milliseconds, and how many assessments it made. */
export interface MomentReport {
  readonly made: number;
  readonly elapsedMs: number;
}

/** Assesses the goals of one moment and appends what is new; what rests on the same basis as before is left as it is. */
export async function assessMoment(
  deployment: Deployment,
  moment: Moment,
  { signal, onGoal }: Companions,
): Promise<MomentReport> {
  const startedAt = performance.now();
  const position = await deployment.position();
  const plan = deployment.planBelow(position);
  const tasks = moment.tasks.filter((task) => !isUnchanged(deployment, { plan, task, moment, position }));
  for (let skipped = tasks.length; skipped < moment.tasks.length; skipped += 1) onGoal();
  if (tasks.length === 0) return { made: 0, elapsedMs: performance.now() - startedAt };
  const workshop = openWorkshop(deployment, {
    ...moment,
    position,
    reading: await deployment.reading(moment.asOf, position),
  });
  const news: News[] = [];
  for (const task of tasks) {
    if (signal.aborted) break;
    const measured = plan.goal(task.goal);
    if (measured !== undefined) news.push(...newsOf(deployment, workshop.basisOf(measured, task.index)));
    onGoal();
    // Pages and pushes are answered between two goals.
    await nextTurn();
  }
  await deployment.append(news);
  return { made: news.length, elapsedMs: performance.now() - startedAt };
}

/** Makes an assessment again from the position that it names: the same build gives the same bytes. */
export async function recomputeAssessment(
  deployment: Deployment,
  made: AssessmentMadeData,
): Promise<AssessmentMadeData | null> {
  const position = made.inputsPosition;
  const asOf = Date.parse(made.asOf);
  const measured = deployment.planBelow(position).goal(made.goal);
  const index = measured?.periods.findIndex(({ label }) => label === made.period) ?? -1;
  if (measured === undefined || index < 0) return null;
  const reading = await deployment.reading(asOf, position);
  const workshop = openWorkshop(deployment, { asOf, backtest: made.backtest, position, reading });
  return assessmentOf(workshop.basisOf(measured, index));
}

interface WorkshopInput extends Pick<Moment, "asOf" | "backtest"> {
  readonly position: Position;
  readonly reading: Reading;
}

/** Lays out what each goal's assessment rests on; what earlier goals teach is worked out once per horizon. */
function openWorkshop(
  { ledger }: Deployment,
  { asOf, backtest, position, reading }: WorkshopInput,
): { basisOf(measured: MeasuredGoal, index: number): AssessmentBasis } {
  const lessons = new Map<string, Learned>();
  const below = position[ASSESSMENTS] ?? 0;
  const lessonFor = (measured: MeasuredGoal, index: number): Learned => {
    const { grain } = measured.kpi;
    const left = periodsLeft(measured, index);
    const key = `${grain}/${left}`;
    let learned = lessons.get(key);
    if (learned === undefined) {
      lessons.set(key, (learned = learn(ledger, { asOf, grain, below, periodsLeft: left })));
    }
    return learned;
  };
  return {
    basisOf: (measured, index) => ({
      goalCase: goalCase(measured, index, reading),
      learned: lessonFor(measured, index),
      asOf,
      backtest,
      position,
    }),
  };
}

interface Look {
  readonly plan: PlanAt;
  readonly task: Task;
  readonly moment: Moment;
  readonly position: Position;
}

/** Same moment, same plan and same observations: nothing to look up. */
function isUnchanged({ ledger }: Deployment, { plan, task, moment, position }: Look): boolean {
  const period = plan.goal(task.goal)?.periods[task.index]?.label ?? "";
  const newest = ledger.newest(task.goal, period);
  return (
    newest !== undefined &&
    newest.asOf === moment.asOf &&
    sameInputs(newest.inputsPosition, position) &&
    newest.modelVersion === MODEL_VERSION
  );
}

function newsOf({ ledger }: Deployment, basis: AssessmentBasis): readonly News[] {
  const { measured, period } = basis.goalCase;
  const newest = ledger.newest(measured.id, period.label);
  if (newest !== undefined && restsOn(newest.id, basisDigest(basis))) return [];
  return [
    {
      type: "milepost.assessment.made.v1",
      id: assessmentId(basis),
      key: measured.id,
      data: assessmentOf(basis),
    },
  ];
}
