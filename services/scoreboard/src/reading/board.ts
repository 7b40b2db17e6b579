import { localDate } from "@milepost/contracts";
import type { Clock } from "@milepost/runtime";
import { currentId } from "@milepost/plan";
import type { Store } from "@milepost/store";
import { alertsAt } from "@milepost/store/queries/alerts-at";
import { openAlertCount } from "@milepost/store/queries/open-alert-count";
import { alertReadings } from "./alert-readings.ts";
import { readCheckIns } from "./check-ins.ts";
import { readFigures } from "./figures.ts";
import type { FiguresWanted } from "./figures.ts";
import { DECIDED, readAssessments, readClosings, saidLately } from "./goal-decisions.ts";
import type { GoalAssessments } from "./goal-decisions.ts";
import { goalNameIn } from "./goal-names.ts";
import { asTold, goalReading, goalStanding } from "./goal-readings.ts";
import type { GoalRows } from "./goal-readings.ts";
import { deploymentTimeZone, momentOf, monthsToLookAt } from "./moments.ts";
import { begunGoals, kpisOf, openGoals } from "./open-goals.ts";
import type { BegunGoal, OpenGoal } from "./open-goals.ts";
import { readOverrides } from "./overrides.ts";
import type { PipelineStanding } from "./pipeline-standing.ts";
import type { PlanReader } from "./plan-reader.ts";
import type { AlertReading, Assessment, GoalReading, GoalStanding, Moment } from "./readings.ts";
import type { RememberedReads } from "./remembered-reads.ts";

/** What pages are read from. */
export interface BoardParts {
  readonly store: Store;
  readonly reads: RememberedReads;
  readonly plan: PlanReader;
  /** How far the tables are behind the log. */
  readonly pipeline: () => Promise<PipelineStanding>;
  readonly clock: Clock;
  /** Whether this process fills in the past: alerts of goals that have ended are decided when that is through. */
  readonly isFilling: () => boolean;
}

/** A moment with the months around it and the date its data reach to. */
export interface MomentChoice {
  readonly moment: Moment;
  readonly months: readonly string[];
  readonly completeTo: string;
}

const QUARTER_MS: number = 92 * 24 * 3_600_000;

/** The moment that a page asks for; undefined when there is nothing to look at then. */
export async function chooseMoment(
  parts: BoardParts,
  asOf: string | undefined,
): Promise<MomentChoice | undefined> {
  const { reads, plan, clock } = parts;
  const input = {
    now: clock.now(),
    timeZone: deploymentTimeZone(plan.now()),
    first: await reads.firstPeriod(),
    asOf,
  };
  const chosen = momentOf(input);
  if (chosen === undefined) return undefined;
  const { month, ...moment } = chosen;
  return { moment, months: monthsToLookAt(input), completeTo: month.end };
}

/** Reads goals that are open at a moment, by what could be known then; goals that are not open are left out. */
export async function readGoals(
  parts: BoardParts,
  moment: Moment,
  ids: readonly string[],
): Promise<readonly GoalReading[]> {
  const open = openAmong(parts, moment, ids);
  const rows = await readRows(parts, moment, { open, look: "all" });
  return open.map((one) => goalReading(rows, asTold(rows, one)));
}

/** The same as a scorecard looks at them, also where no period of them is over yet: then nothing is known. */
export async function readBegun(
  parts: BoardParts,
  moment: Moment,
  ids: readonly string[],
): Promise<readonly GoalReading[]> {
  const open = begunAmong(parts, moment, ids);
  const rows = await readRows(parts, moment, { open, look: "all" });
  return open.map((one) => goalReading(rows, one));
}

/** Reads where every goal stands that is open at a moment, in the plan's order. */
export async function readStandings(parts: BoardParts, moment: Moment): Promise<readonly GoalStanding[]> {
  const open = openAmong(parts, moment);
  const rows = await readRows(parts, moment, { open, look: "reach" });
  return open.map((one) => goalStanding(rows, asTold(rows, one)));
}

/** The goals that are open at a moment and that everybody may see now; of some goals, or of all. */
export function openAmong(
  { plan }: Pick<BoardParts, "plan">,
  moment: Moment,
  ids?: readonly string[],
): readonly OpenGoal[] {
  const open = openGoals(plan.asOf(lastDate(moment)), moment);
  return (ids?.flatMap((id) => open.get(id) ?? []) ?? [...open.values()]).filter(
    ({ id }) => !plan.isPrivate(id),
  );
}

/** Those of some goals that have begun at a moment and that everybody may see now. */
export function begunAmong(
  { plan }: Pick<BoardParts, "plan">,
  moment: Moment,
  ids: readonly string[],
): readonly BegunGoal[] {
  const begun = begunGoals(plan.asOf(lastDate(moment)), moment);
  return ids.flatMap((id) => begun.get(id) ?? []).filter(({ id }) => !plan.isPrivate(id));
}

async function readRows(
  { reads, plan, clock }: BoardParts,
  moment: Moment,
  { open, look }: { readonly open: readonly BegunGoal[]; readonly look: FiguresWanted["look"] },
): Promise<GoalRows> {
  const definitions = plan.asOf(lastDate(moment));
  const ids = open.map(({ id }) => id);
  const [series, assessments, closings, checkIns, overrides] = await Promise.all([
    readFigures({ reads, clock, plan: definitions, moment, kpis: kpisOf(open), look }),
    readAssessments({ reads, plan }, moment, ids),
    readClosings(reads, moment),
    readCheckIns({ reads, plan }, moment, { goals: ids }),
    readOverrides({ reads, plan }, moment, ids),
  ]);
  return { plan: definitions, series, moment, assessments, closings, checkIns, overrides };
}

/** Alerts that are open at a moment, and those that ended in the quarter before, with the chance as it stands then. */
export async function readAlerts(
  { reads, plan }: BoardParts,
  moment: Moment,
): Promise<readonly AlertReading[]> {
  const wanted = alertsAt({ at: moment.instant, endedSince: moment.instant - QUARTER_MS });
  const rows = await reads.query(wanted, DECIDED, { decisions: ["alert"] });
  const said = await readAssessmentsOf({ reads, plan }, moment, [...new Set(rows.map(({ goal }) => goal))]);
  const chances = new Map([...said].map(([goal, one]) => [goal, alertedChance(saidLately(one, moment))]));
  return alertReadings(rows, { plan: plan.now(), notes: plan, moment, chances });
}

/** What was said at a moment of goals by any of their ids, by the id that each has now: of a month before it had that one, under the one of then. */
export async function readAssessmentsOf(
  { reads, plan }: Pick<BoardParts, "reads" | "plan">,
  moment: Moment,
  goals: readonly string[],
): Promise<ReadonlyMap<string, GoalAssessments>> {
  const then = plan.asOf(lastDate(moment));
  const names = new Map(
    goals.map((id) => [currentId(plan.now(), "goal", id), goalNameIn(then, plan.now(), id)]),
  );
  const said = await readAssessments({ reads, plan }, moment, [...names.values()]);
  return new Map(
    [...names].flatMap(([goal, name]) => {
      const own = said.get(name);
      return own === undefined ? [] : [[goal, own] as const];
    }),
  );
}

/** The chance that alerts look at: that of the target, or of a share of the way to it. */
function alertedChance(said: Assessment | null): number | null {
  return (said?.reach ?? said)?.pHit ?? null;
}

/** One alert as it stands at a moment; undefined when there is none, or it was raised later. */
export async function readAlert(
  parts: BoardParts,
  id: string,
  moment: Moment,
): Promise<AlertReading | undefined> {
  const decisions = ["alert"] as const;
  const wanted = alertsAt({ at: moment.instant, alert: id });
  const [row] = await parts.reads.query(wanted, DECIDED, { decisions });
  if (row === undefined) return undefined;
  const context = { plan: parts.plan.now(), notes: parts.plan, moment, chances: new Map<string, null>() };
  return alertReadings([row], context)[0];
}

/** How many alerts wait for somebody at a moment. */
export async function countWaitingAlerts({ reads }: BoardParts, moment: Moment): Promise<number> {
  const [row] = await reads.query(openAlertCount({ at: moment.instant }), DECIDED, {
    decisions: ["alert"],
  });
  return row?.waiting ?? 0;
}

/** The last local date that a moment's definitions must be in force on. */
export function lastDate(moment: Moment): string {
  // An instant at midnight speaks of the day before it.
  if (moment.asked !== undefined) return localDate(moment.instant - 1, moment.timeZone);
  return moment.latest ? "9999-12-31" : `${moment.period}-31`;
}
