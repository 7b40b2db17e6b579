import type { Position } from "@milepost/contracts";
import { localDate } from "@milepost/contracts";
import { emptyPlan, evolve, inForce, meaningOf } from "@milepost/plan";
import type { PlanState, StrategyEvent } from "@milepost/plan";
import type { Deployment, PlanAt } from "./deployment.ts";
import type { KnownClosing } from "./ledger.ts";
import { measuredGoals } from "./measured-goal.ts";
import type { MeasuredGoal } from "./measured-goal.ts";
import { ownClosings } from "./own-closings.ts";
import { ASSESSMENTS, STRATEGY } from "./places.ts";

/** Up to where the log is looked at, and the plan that stands there. */
interface Sight {
  readonly position: Position;
  readonly planAt: Pick<PlanAt, "plan" | "lookedAt">;
}

interface Judged {
  /** How many closings had been looked at. */
  readonly closings: number;
  readonly goal: MeasuredGoal | null;
}

// A round asks of every goal that is over, and a backtest of each of its periods: while plan and closings stay, so does the answer.
const judgedBefore = new WeakMap<MeasuredGoal, Judged>();

/**
 * A goal as its window is judged: by the plan that was in force when the outcome could be known, of what the plan had said by
 * the window's first closing. A target that is moved afterwards, dated back or not, changes no outcome.
 * Null: the outcome stands as it was told, since the values that it rests on are read no more.
 */
export function judgedGoal(
  deployment: Pick<Deployment, "ledger" | "planAbout">,
  measured: MeasuredGoal,
  sight: Sight,
): MeasuredGoal | null {
  const below = sight.position[ASSESSMENTS] ?? 0;
  const closings = [measured.id, ...measured.formerIds]
    .flatMap((id) => ownClosings(deployment.ledger, { ...measured, id }))
    .filter(({ offset }) => offset < below)
    .toSorted((left, right) => left.offset - right.offset);
  const before = judgedBefore.get(measured);
  if (before?.closings === closings.length) return before.goal;
  const goal = judge(deployment, measured, { ...sight, closings });
  judgedBefore.set(measured, { closings: closings.length, goal });
  return goal;
}

interface Case extends Sight {
  /** Of the window, in the order of the log. */
  readonly closings: readonly KnownClosing[];
}

function judge(
  deployment: Pick<Deployment, "planAbout">,
  measured: MeasuredGoal,
  { position, planAt, closings }: Case,
): MeasuredGoal | null {
  const said = saidOf(deployment, measured);
  // Mostly nothing was ever said twice.
  if (new Set(said.map(({ object }) => object)).size === said.length) return measured;
  const heldBelow = (at: Position): MeasuredGoal | undefined =>
    heldIn(measured, { said: eventsBelow(said, at), plan: planAt.plan });
  let first: MeasuredGoal | undefined;
  for (const { inputsPosition } of closings) {
    first = heldBelow(inputsPosition);
    if (first !== undefined) break;
  }
  const judged = first ?? heldBelow(position) ?? measured;
  if (isReadable(judged, planAt)) return judged;
  // What its numbers mean has changed: then the target that is in force speaks of what they mean now.
  return first === undefined || judged.kpiId === measured.kpiId ? measured : null;
}

interface Said extends StrategyEvent {
  readonly object: string;
}

/** What the plan ever said of a goal, under all its names, and of the KPIs that it ever measured; in the order of the log. */
function saidOf(
  deployment: Pick<Deployment, "planAbout">,
  { id, formerIds, kpiId }: MeasuredGoal,
): readonly Said[] {
  const goals = [id, ...formerIds].flatMap((name) =>
    deployment.planAbout("goal", name).map((one) => ({ ...one, object: "goal" })),
  );
  const kpis = new Set([kpiId]);
  for (const { event } of goals)
    if (event.type === "milepost.goal.defined.v1") kpis.add(event.data.definition.measure.kpi);
  const ofKpis = [...kpis].flatMap((name) =>
    deployment.planAbout("kpi", name).map((one) => ({ ...one, object: `kpi/${name}` })),
  );
  return [...goals, ...ofKpis].toSorted((left, right) => left.offset - right.offset);
}

function eventsBelow(said: readonly Said[], position: Position): readonly Said["event"][] {
  return said.filter(({ offset }) => offset < (position[STRATEGY] ?? 0)).map(({ event }) => event);
}

interface Told {
  readonly said: readonly Said["event"][];
  readonly plan: PlanState;
}

/** A goal in its window as it held when that could be known, else as it stood after all that was said; undefined: in no such window. */
function heldIn(measured: MeasuredGoal, { said, plan }: Told): MeasuredGoal | undefined {
  const { id, formerIds, timeZone, knowableAt, periods } = measured;
  const instant = (knowableAt.at(-1) ?? 0) - 1;
  const then = inForce(said, { date: localDate(instant, timeZone), instant, timeZone });
  const others: PlanState = { ...emptyPlan, calendars: plan.calendars, kpis: runUp(said, plan) };
  for (const events of [then, said]) {
    const goals = new Map(measuredGoals(evolve(others, events)).map((goal) => [goal.id, goal]));
    const goal = [id, ...formerIds].flatMap((name) => goals.get(name) ?? [])[0];
    if (goal?.periods.at(-1)?.label === periods.at(-1)?.label) return goal && { ...goal, id, formerIds };
  }
  return undefined;
}

/** The KPIs that running figures among those that something was said of run up. */
function runUp(said: Told["said"], { kpis }: PlanState): PlanState["kpis"] {
  const named = said.flatMap((event) =>
    event.type === "milepost.kpi.defined.v1" ? (kpis.get(event.data.definition.runningOf ?? "") ?? []) : [],
  );
  return new Map(named.map((kpi) => [kpi.id, kpi]));
}

function isReadable({ kpiId, kpi }: MeasuredGoal, { plan, lookedAt }: Sight["planAt"]): boolean {
  const now = plan.kpis.get(kpiId)?.definition;
  return now !== undefined && lookedAt.has(kpiId) && meaningOf(now) === meaningOf(kpi);
}
