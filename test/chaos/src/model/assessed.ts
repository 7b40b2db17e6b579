import type { Goal, Kpi, Period } from "@milepost/contracts";
import { goalPeriods, goalProgress, goalRange, isInRange } from "@milepost/scoring";
import type { GoalProgressRow } from "@milepost/scoring";
import { alertProblems } from "./alerted.ts";
import { besidesProblem } from "./reviewed.ts";
import { definitions, valuesOf } from "./derived.ts";
import type { Defined } from "./derived.ts";
import type { Logged } from "./logged.ts";
import type { Observed } from "./observations.ts";
import { observedOf, periodEnds } from "./observations.ts";

/** An assessment of the log, as far as the model looks at it. */
export interface Assessed {
  readonly goal: string;
  readonly period: string;
  /** Epoch milliseconds. */
  readonly asOf: number;
  readonly offset: number;
  readonly backtest: boolean;
  readonly pHit: number | null;
  readonly reason: string | null;
  readonly actual: number | null;
  readonly targetToDate: number | null;
  readonly target: number | null;
}

/** A goal with what there is to say of it. */
export interface JudgedGoal {
  readonly id: string;
  /** Complete periods that want an assessment, oldest first. */
  readonly wanted: readonly Period[];
  /** False: its last period is over, too. */
  readonly isOpen: boolean;
  /** The assessment that counts for each of them. */
  readonly newest: readonly (Assessed | undefined)[];
}

/**
 * What is wrong with the assessments, closings and alerts of a log, by the rules of the design and the values that the
 * log holds; undefined: nothing. How likely a goal is reached is left to predict's own tests: it rests on what was in the
 * log at that moment.
 */
export function assessmentProblem(logged: readonly Logged[], now: number): string | undefined {
  const topic = logged.filter((one) => one.topic === "assessments");
  const ids = topic.map(({ event }) => `${event?.source} ${event?.id}`);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return `the assessments topic has ${twice} twice`;
  const defined = judgedBy(logged, now);
  const made = topic.flatMap((one) => assessedOf(one) ?? []);
  const observed = logged.flatMap((one) => observedOf(one) ?? []);
  const goals = [...defined.goals].flatMap(([id, goal]) => judgedGoal({ id, goal, defined, made, now }));
  for (const goal of goals) {
    const found =
      goalProblem(goal, { defined, observed }) ?? closingProblem(goal, { defined, observed, topic });
    if (found !== undefined) return found;
  }
  const isOver = (id: string): boolean => !goals.some((goal) => goal.id === id && goal.isOpen);
  return alertProblems(goals, topic) ?? besidesProblem(topic, { defined, isOver });
}

/** The definitions that goals are judged by: one that is over, by what was recorded before its end, else by its first one in that window. */
function judgedBy(logged: readonly Logged[], now: number): Defined {
  const defined = definitions(logged);
  const goals = new Map(defined.goals);
  for (const [id, goal] of defined.goals) {
    const kpi = defined.kpis.get(goal.measure.kpi);
    const due = kpi && goalPeriods(goal, kpi).at(-1);
    if (kpi === undefined || due === undefined || periodEnds(due.label) > now) continue;
    const told = logged.flatMap(({ event }) => {
      if (event?.type !== "milepost.goal.defined.v1" || event.data["id"] !== id) return [];
      const definition = event.data["definition"] as Goal;
      const isSameWindow = goalPeriods(definition, kpi).at(-1)?.label === due.label;
      return isSameWindow ? [{ definition, at: Date.parse(event.recordedtime) }] : [];
    });
    const held = told.findLast(({ at }) => at < periodEnds(due.label)) ?? told[0];
    goals.set(id, held?.definition ?? goal);
  }
  return { ...defined, goals };
}

function assessedOf({ event, offset }: Logged): Assessed | undefined {
  if (event?.type !== "milepost.assessment.made.v1") return undefined;
  const data = event.data as unknown as Omit<Assessed, "asOf"> & { readonly asOf: string };
  return { ...data, asOf: Date.parse(data.asOf), reason: data.reason ?? null, offset };
}

interface GoalToJudge {
  readonly id: string;
  readonly goal: Goal;
  readonly defined: Defined;
  readonly made: readonly Assessed[];
  readonly now: number;
}

function judgedGoal({ id, goal, defined, made, now }: GoalToJudge): readonly JudgedGoal[] {
  const kpi = defined.kpis.get(goal.measure.kpi);
  if (kpi === undefined) return [];
  const periods = goalPeriods(goal, kpi);
  const complete = periods.filter(({ label }) => periodEnds(label) <= now).length;
  const isOpen = complete < periods.length;
  const wanted = periods.slice(0, Math.min(complete, periods.length - 1));
  const own = made.filter((one) => one.goal === id);
  const newest = wanted.map(({ label }) => {
    const ofPeriod = own.filter(({ period }) => period === label);
    return ofPeriod.toSorted((left, right) => left.asOf - right.asOf || left.offset - right.offset).at(-1);
  });
  return [{ id, wanted, isOpen, newest }];
}

interface World {
  readonly defined: Defined;
  readonly observed: readonly Observed[];
}

/** Every complete period is assessed, with the figures that could be known at its moment. */
function goalProblem({ id, wanted, isOpen, newest }: JudgedGoal, world: World): string | undefined {
  for (const [index, { label }] of wanted.entries()) {
    const found = newest[index];
    if (found === undefined) return `${id} has no assessment for ${label}`;
    const isLive = isOpen && index === wanted.length - 1;
    if (found.backtest === isLive) return `${id} ${label}: backtest is ${found.backtest}`;
    if (!isLive && found.asOf !== periodEnds(label)) return `${id} ${label} is assessed as of ${found.asOf}`;
    if ((found.pHit === null) !== (found.reason !== null)) return `${id} ${label} has a chance and a reason`;
    const row = progressAt({ id, label, asOf: isLive ? Number.POSITIVE_INFINITY : found.asOf }, world);
    const [wants, has] = [
      [row?.actual ?? null, row?.targetToDate ?? null, row?.dueTarget ?? null],
      [found.actual, found.targetToDate, found.target],
    ].map((figures) => figures.join(" "));
    // Where no value is known there is no row to compare the targets with.
    if (row === undefined ? found.actual !== null : wants !== has)
      return `${id} ${label}: assessed with ${has}, known were ${wants}`;
  }
  return undefined;
}

interface Place {
  readonly id: string;
  readonly label: string;
  readonly asOf: number;
}

/** A goal's figures at a period, by what could be known at a moment. */
function progressAt({ id, label, asOf }: Place, { defined, observed }: World): GoalProgressRow | undefined {
  const goal = defined.goals.get(id) as Goal;
  const kpi = defined.kpis.get(goal.measure.kpi) as Kpi;
  const own = observed.filter((one) => one.kpi === goal.measure.kpi);
  const values = valuesOf(own, defined, asOf).get(`${goal.measure.kpi}/`) ?? new Map();
  const rows = goalProgress({ goal, kpi, values, timeZone: "UTC" });
  return rows.find(({ period }) => period.label === label);
}

/** A goal that is over is closed with the outcome that its values give. */
function closingProblem(
  { id, isOpen }: JudgedGoal,
  { topic, ...world }: World & { readonly topic: readonly Logged[] },
): string | undefined {
  if (isOpen) return undefined;
  const goal = world.defined.goals.get(id) as Goal;
  const kpi = world.defined.kpis.get(goal.measure.kpi) as Kpi;
  const label = goalPeriods(goal, kpi).at(-1)?.label ?? "";
  const row = progressAt({ id, label, asOf: Number.POSITIVE_INFINITY }, world);
  if (row === undefined || row.actual === null || row.dueTarget === null) return undefined;
  const range = goalRange({ measure: goal.measure, direction: kpi.direction ?? "increase" }, row.dueTarget);
  const wants = range !== null && isInRange(row.actual, range) ? "hit" : "miss";
  const closings = topic.flatMap(({ event, offset }) =>
    event?.type === "milepost.goal.closed.v1" &&
    event.data["goal"] === id &&
    Date.parse(String(event.data["asOf"])) >= periodEnds(label)
      ? [{ data: event.data, offset }]
      : [],
  );
  const last = closings
    .toSorted(
      (left, right) =>
        Date.parse(String(left.data["asOf"])) - Date.parse(String(right.data["asOf"])) ||
        left.offset - right.offset,
    )
    .at(-1)?.data;
  const [is, should] = [
    [last?.["outcome"], last?.["actual"], last?.["target"]].join(" "),
    [wants, row.actual, row.dueTarget].join(" "),
  ];
  return is === should ? undefined : `${id} is closed with ${is}, its values give ${should}`;
}
