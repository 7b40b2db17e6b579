import type { Companions } from "./assess-moment.ts";
import { assessMoment } from "./assess-moment.ts";
import { alertChanges, alertClosings } from "./alerts/alert-events.ts";
import { digests } from "./alerts/digests.ts";
import { afterClosings, goalEnd, isNews } from "./close-goals.ts";
import type { Deployment, News } from "./deployment.ts";
import type { MeasuredGoal } from "./measured-goal.ts";
import type { Moment, Task, WorkState } from "./work.ts";

/** What a round of work needs besides the deployment. */
export interface RoundContext extends Companions {
  /** Epoch milliseconds: the moment that the round calls now. */
  readonly now: number;
  /** Takes note of what was made and how long it took. */
  readonly onMade: (made: number, elapsedMs: number) => void;
}

/** What there is to do, as it stands. */
export function workState(deployment: Deployment, now: number): WorkState {
  return { goals: deployment.planNow().goals, ledger: deployment.ledger, now };
}

/** Assesses moments in their order; each one learns from those before it. */
export async function assessMoments(
  deployment: Deployment,
  moments: readonly Moment[],
  context: RoundContext,
): Promise<void> {
  for (const moment of moments) {
    if (context.signal.aborted) return;
    const { made, elapsedMs } = await assessMoment(deployment, moment, context);
    context.onMade(made, elapsedMs);
  }
}

/** Closes the goals that are over, and again those whose figures changed since. */
export async function closeGoals(deployment: Deployment, now: number): Promise<void> {
  const position = await deployment.position();
  const { goals } = deployment.planBelow(position);
  const over = goals.filter((measured) => (measured.knowableAt.at(-1) ?? Number.POSITIVE_INFINITY) <= now);
  if (over.every((measured) => isClosedAt(deployment, measured, position))) return;
  const reading = await deployment.reading(now, position);
  const news = over.flatMap((measured): readonly News[] => {
    const closings = deployment.ledger.closingsOf(measured.id);
    const found = goalEnd(measured, reading, now);
    if (found === null || !isNews(found, closings)) return [];
    const end = afterClosings(found, closings);
    const asOf = new Date(end.asOf).toISOString();
    return [
      {
        type: "milepost.goal.closed.v1",
        id: `${measured.id}-closed@${asOf}#${end.outcome}/${end.actual}/${end.target}`,
        key: measured.id,
        data: { ...end, goal: measured.id, asOf, inputsPosition: position },
      },
    ];
  });
  await deployment.append(news);
}

function isClosedAt(
  { ledger }: Deployment,
  measured: MeasuredGoal,
  position: Readonly<Record<string, number>>,
): boolean {
  const last = ledger.closingsOf(measured.id).at(-1);
  if (last === undefined) return false;
  return Object.entries(last.inputsPosition).every(
    ([place, offset]) => !place.startsWith("observations/") || offset === position[place],
  );
}

/** Raises, clears and closes alerts where a goal's past is complete, then tells each owner what is new. */
export async function settleAlerts(deployment: Deployment, now: number): Promise<void> {
  await deployment.catchUp();
  const state = workState(deployment, now);
  await deployment.append(alertChanges(state, deployment.planNow().plan.alerting));
  await deployment.append([...alertClosings(state), ...digests(state)]);
}

/** The tasks of several moments, counted. */
export function countTasks(moments: readonly { readonly tasks: readonly Task[] }[]): number {
  return moments.reduce((total, { tasks }) => total + tasks.length, 0);
}
