import type { GoalProgressRow } from "@milepost/scoring";

/** Whether the plan before, the plan after or both know an object. */
export type Presence = "appears" | "disappears" | "changes";

/** Where a goal stands at its newest period. */
export type GoalStanding = Pick<
  GoalProgressRow,
  "actual" | "progress" | "status" | "ruleId" | "ruleVersion"
> & {
  readonly period: string;
  /** Target to date, which the status compares with. */
  readonly target: number | null;
};

/** What a change of the plan does to a goal; null: it has no period with a value. */
export interface GoalEffect {
  readonly goal: string;
  readonly title: string;
  readonly kpi: string;
  readonly change: Presence;
  readonly before: GoalStanding | null;
  readonly after: GoalStanding | null;
  /** Whether the newest status is another one. */
  readonly statusChanges: boolean;
  /** Periods with another status, the newest among them. */
  readonly periodsWithOtherStatus: number;
  /** Periods with any other figure or status. */
  readonly periodsChanged: number;
}

/** Compares a goal's rows; undefined: it stays and stands as it does. */
export function goalEffect(
  goal: Pick<GoalEffect, "goal" | "title" | "kpi" | "change">,
  was: readonly GoalProgressRow[],
  is: readonly GoalProgressRow[],
): GoalEffect | undefined {
  const before = standingOf(was.at(-1));
  const after = standingOf(is.at(-1));
  const [rowsBefore, rowsAfter] = [byPeriod(was), byPeriod(is)];
  const periods = [...new Set([...rowsBefore.keys(), ...rowsAfter.keys()])];
  const pairs = periods.map((period) => [rowsBefore.get(period), rowsAfter.get(period)] as const);
  const periodsChanged = pairs.filter(([left, right]) => !isSame(left, right)).length;
  if (goal.change === "changes" && periodsChanged === 0) return undefined;
  return {
    ...goal,
    before,
    after,
    statusChanges: statusOf(before) !== statusOf(after),
    periodsWithOtherStatus: pairs.filter(([left, right]) => statusOf(left) !== statusOf(right)).length,
    periodsChanged,
  };
}

/** A period without a row has no status: nobody knows, as where a value is missing. */
function statusOf(row: Pick<GoalProgressRow, "status"> | null | undefined): GoalProgressRow["status"] {
  return row?.status ?? "unknown";
}

function standingOf(row: GoalProgressRow | undefined): GoalStanding | null {
  if (row === undefined) return null;
  const { period, actual, targetToDate: target, progress, status, ruleId, ruleVersion } = row;
  return { period: period.label, actual, target, progress, status, ruleId, ruleVersion };
}

function byPeriod(rows: readonly GoalProgressRow[]): ReadonlyMap<string, GoalProgressRow> {
  return new Map(rows.map((row) => [row.period.label, row]));
}

const COMPARED = [
  "actual",
  "targetToDate",
  "targetLower",
  "targetUpper",
  "dueTarget",
  "expectedProgress",
  "progress",
  "status",
  "ruleId",
  "ruleVersion",
] as const satisfies readonly (keyof GoalProgressRow)[];

function isSame(left: GoalProgressRow | undefined, right: GoalProgressRow | undefined): boolean {
  return COMPARED.every((field) => left?.[field] === right?.[field]);
}
