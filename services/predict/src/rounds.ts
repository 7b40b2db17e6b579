import type { SeriesForecaster } from "@milepost/forecast";
import type { Logger } from "@milepost/runtime";
import { alertClosings } from "./alerts/alert-closings.ts";
import { alertChanges } from "./alerts/alert-events.ts";
import { digests } from "./alerts/digests.ts";
import { lifeSteps } from "./alerts/life-steps.ts";
import { withContent } from "./content/with-content.ts";
import { newEnd } from "./close-goals.ts";
import type { Deployment, News } from "./deployment.ts";
import { idAfter } from "./id-after.ts";
import { judgedGoal } from "./judged-goal.ts";
import type { SinceLastRound } from "./last-round.ts";
import type { MeasuredGoal } from "./measured-goal.ts";
import { isOptionGone, optionNews } from "./options/option-steps.ts";
import { lookedAt } from "./stale.ts";
import { ownClosings } from "./own-closings.ts";
import type { PredictStep } from "./steps.ts";
import type { Task, WorkState } from "./work.ts";

/** What there is to do, as it stands. */
export function workState(deployment: Deployment, now: number): WorkState {
  return { goals: deployment.planNow().goals, ledger: deployment.ledger, now };
}

/** Closes the goals that are over, and again those whose figures changed since; looks at no other goals' ends. */
export async function closeGoals(
  deployment: Deployment,
  now: number,
  { isEndOpen, signal }: Pick<SinceLastRound, "isEndOpen"> & Pick<Settling, "signal">,
): Promise<void> {
  const position = await deployment.position();
  const planAt = deployment.planBelow(position);
  const over = planAt.goals
    .filter(({ knowableAt }) => (knowableAt.at(-1) ?? Number.POSITIVE_INFINITY) <= now)
    .flatMap((measured) => judgedGoal(deployment, measured, { position, planAt }) ?? [])
    .filter(isEndOpen);
  if (over.every((measured) => isClosedAt(deployment, measured, position))) return;
  const reading = await deployment.reading(now, position, lookedAt(over));
  const news = over.flatMap((measured): readonly News[] => {
    const closings = ownClosings(deployment.ledger, measured);
    const end = newEnd(measured, reading, { now, closings });
    if (end === null) return [];
    const asOf = new Date(end.asOf).toISOString();
    return [
      {
        type: "milepost.goal.closed.v1",
        id: idAfter(
          deployment.ledger.closingsOf(measured.id).map(({ id }) => id),
          `${measured.id}-closed@${asOf}#${end.outcome}/${end.actual}/${end.target}`,
        ),
        key: measured.id,
        data: { ...end, goal: measured.id, asOf, inputsPosition: position },
      },
    ];
  });
  signal.throwIfAborted();
  await deployment.append(news);
}

function isClosedAt(
  { ledger }: Deployment,
  measured: MeasuredGoal,
  position: Readonly<Record<string, number>>,
): boolean {
  const last = ownClosings(ledger, measured).at(-1);
  if (last === undefined) return false;
  return Object.entries(last.inputsPosition).every(
    ([place, offset]) => !place.startsWith("observations/") || offset === position[place],
  );
}

/** What a job that settles alerts is run with. */
export interface Settling {
  /** Aborted when another instance may own the job: it says then what is left to say. */
  readonly signal: AbortSignal;
  /** Remembers what was forecast for the assessments that alerts rest on. */
  readonly forecaster: SeriesForecaster;
  readonly logger: Pick<Logger, "error">;
  readonly onStep?: ((step: PredictStep) => void) | undefined;
}

/**
 * Raises, clears and closes alerts where a goal's past is complete, lets standing ones take the steps that are due, and weighs
 * what can be done about them; gives the owners who have to be told.
 */
export async function settleAlerts(
  deployment: Deployment,
  now: number,
  { signal, forecaster, logger, onStep }: Settling,
): Promise<readonly string[]> {
  await deployment.catchUp();
  const { plan } = deployment.planNow();
  const state = workState(deployment, now);
  const say = async (news: readonly News[]): Promise<void> => {
    signal.throwIfAborted();
    await deployment.append(news);
  };
  await say(
    await withContent(deployment, state, { news: alertChanges(state, plan.alerting), forecaster, logger }),
  );
  await say(alertClosings(state, plan));
  onStep?.("stepping");
  await say(lifeSteps(state, plan));
  await say(await optionNews(deployment, workState(deployment, now), { forecaster, logger }));
  onStep?.("stepped");
  return digests(state).map(({ key }) => key);
}

/** Whether time alone has brought about a step of a standing alert, or taken away what could be done about it. */
export function isStepDue(deployment: Deployment, now: number): boolean {
  const state = workState(deployment, now);
  return lifeSteps(state, deployment.planNow().plan).length > 0 || isOptionGone(deployment, state);
}

/** Tells one owner what is new; nothing when it was told before. */
export async function deliverAlerts(deployment: Deployment, owner: string, now: number): Promise<void> {
  await deployment.catchUp();
  await deployment.append(digests(workState(deployment, now)).filter(({ key }) => key === owner));
}

/** The tasks of several moments, counted. */
export function countTasks(moments: readonly { readonly tasks: readonly Task[] }[]): number {
  return moments.reduce((total, { tasks }) => total + tasks.length, 0);
}
