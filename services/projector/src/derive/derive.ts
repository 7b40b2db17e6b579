import type { Goal, Position } from "@milepost/contracts";
import {
  countingVersions,
  currentId,
  firstLookedAt,
  measuredObjects,
  progressOfGoals,
  seriesValues,
} from "@milepost/plan";
import type { MeasuredObjects, PlanState, ProgressOfGoals } from "@milepost/plan";
import { hasDerivedTotal } from "@milepost/scoring";
import type { Store } from "@milepost/store";
import { inBase } from "@milepost/store";
import { goalClosings } from "@milepost/store/queries/goal-closings";
import { scoredAssessments } from "@milepost/store/queries/scored-assessments";
import { seriesLists } from "@milepost/store/queries/series-lists";
import type { SeriesListsRow } from "@milepost/store/queries/series-lists";
import { within } from "../position.ts";
import { dirtyOwners } from "./dirt.ts";
import type { Dirt } from "./dirt.ts";
import { forecastAccuracyLines } from "./forecast-accuracy-lines.ts";
import { goalProgressLines } from "./goal-progress-lines.ts";
import { computedAt, DERIVATION_RULES } from "./computed.ts";
import { inPortions } from "./in-portions.ts";
import { scorecardLines } from "./scorecard-lines.ts";

export interface DeriveInputs {
  readonly store: Store;
  /** Database of the base tables that are read and written, and their build. */
  readonly base: string;
  readonly build: number;
  readonly position: Position;
  /** The plan at that position. */
  readonly plan: PlanState;
  /** Progress at that position of goals that are not derived now, where somebody knows it. */
  readonly known: ProgressOfGoals;
  /** The rules that the rows are marked with; default: today's. */
  readonly rules?: number;
}

/** Whose rows are derived. */
export interface Owners {
  readonly goals: ReadonlySet<string>;
  readonly scorecards: ReadonlySet<string>;
  readonly accuracy: boolean;
}

/** Goals whose values are read and whose rows are written at a time. */
const GOALS_AT_ONCE = 100;
/** Scorecards whose rows are written at a time. */
const SCORECARDS_AT_ONCE = 8;

/** Derives what is dirty; returns the progress of all goals that are known now. */
export async function derive(inputs: DeriveInputs & { readonly dirt: Dirt }): Promise<ProgressOfGoals> {
  const { dirt, plan } = inputs;
  const owners = dirtyOwners(dirt, measuredObjects(plan));
  return deriveOwners(inputs, { ...owners, accuracy: dirt.accuracy || dirt.all });
}

/**
 * Computes the derived rows of some owners, from what the base tables hold below the position, and writes them; the
 * rows of one goal or scorecard in one insert. Returns the progress of all goals that are known now.
 */
export async function deriveOwners(inputs: DeriveInputs, owners: Owners): Promise<ProgressOfGoals> {
  const { store, base, build, plan, known, rules = DERIVATION_RULES } = inputs;
  const { goals, scorecards } = owners;
  const objects = measuredObjects(plan);
  const position = within(inputs.position, ["observations", "strategy"]);
  const computed = computedAt(position, { build, rules });
  const progress = new Map(known);
  await inPortions(neededGoals(owners, objects, known), GOALS_AT_ONCE, async (portion) => {
    const found = await progressAt(portion, inputs, objects);
    for (const [goal, rows] of found) progress.set(goal, rows);
    const dirty = new Map([...found].filter(([goal]) => goals.has(goal)));
    await store.insert(`${base}.goal_progress_rows`, goalProgressLines(dirty, objects, computed));
  });
  await inPortions(scorecards, SCORECARDS_AT_ONCE, async (portion) => {
    const cards = portion.flatMap((id) => scorecardLines(id, { objects, progress, computed }));
    await store.insert(`${base}.scorecard_rows`, cards);
  });
  if (owners.accuracy) await deriveAccuracy(inputs, objects);
  return progress;
}

/** The dirty goals, and those that a dirty scorecard needs and nobody knows. */
function neededGoals(
  { goals, scorecards }: Owners,
  objects: MeasuredObjects,
  known: ProgressOfGoals,
): ReadonlySet<string> {
  const needed = new Set(goals);
  for (const id of scorecards) {
    for (const { goal } of objects.scorecards.get(id)?.items ?? []) if (!known.has(goal)) needed.add(goal);
  }
  return needed;
}

/** Where some goals stand, by what the base tables hold below the position. */
async function progressAt(
  goals: readonly string[],
  inputs: DeriveInputs,
  objects: MeasuredObjects,
): Promise<ProgressOfGoals> {
  const { plan } = inputs;
  const measured = goals.flatMap((id) => objects.goals.get(id) ?? []);
  const isDerived = ({ measure }: Goal): boolean => {
    const kpi = objects.kpis.get(measure.kpi);
    return kpi !== undefined && hasDerivedTotal(kpi);
  };
  // A member counts from its first value on, whenever that was: a derived total needs all of them.
  const [derived, reported] = [measured.filter(isDerived), measured.filter((goal) => !isDerived(goal))];
  const rows = [
    ...(await figuresOf(derived, inputs, undefined)),
    ...(await figuresOf(reported, inputs, firstLookedAt(reported))),
  ];
  const values = seriesValues(rows, (kpi) => objects.kpis.get(kpi));
  return progressOfGoals(goals, { plan, objects, values });
}

async function figuresOf(
  goals: readonly Goal[],
  { store, base, plan, position }: DeriveInputs,
  from: string | undefined,
): Promise<readonly SeriesListsRow[]> {
  if (goals.length === 0) return [];
  const kpis = [...new Set(goals.map(({ measure }) => measure.kpi))];
  const versions = countingVersions(plan, kpis);
  return store.query(inBase(seriesLists({ kpis, position, versions, from }), base));
}

async function deriveAccuracy(inputs: DeriveInputs, objects: MeasuredObjects): Promise<void> {
  const { store, base, build, plan, rules = DERIVATION_RULES } = inputs;
  const position = within(inputs.position, ["assessments", "strategy"]);
  const renamed = new Map([...objects.formerGoals].map((id) => [id, currentId(plan, "goal", id)]));
  const [assessments, closings] = await Promise.all([
    store.query(inBase(scoredAssessments(position, renamed), base)),
    store.query(inBase(goalClosings({ position }), base)),
  ]);
  const computed = computedAt(position, { build, rules });
  const lines = forecastAccuracyLines({ assessments, closings }, objects, computed);
  await store.insert(`${base}.forecast_accuracy_rows`, lines);
}
