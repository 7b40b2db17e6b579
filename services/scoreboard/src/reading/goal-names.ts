import { allIds, currentId } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";

/** What a goal is called in the plan of a moment, by any name that it has now, had then or had before. */
export function goalNameIn(plan: Pick<PlanState, "goals">, now: PlanState, id: string): string {
  if (plan.goals.has(id)) return id;
  const names = allIds(now, "goal", id);
  return names.findLast((one) => plan.goals.has(one)) ?? currentId(now, "goal", id);
}

/** What somebody said of a goal, under the id that it had then. */
interface SaidRow {
  readonly goal: string;
  readonly time: string;
  readonly log_offset: number;
}

/** What was said of some goals under any of their ids, by the id that each is asked by, the newest first. */
export function saidOf<Row extends SaidRow>(
  rows: readonly Row[],
  goals: readonly string[],
  now: PlanState,
): ReadonlyMap<string, readonly Row[]> {
  const askedBy = new Map(goals.map((id) => [currentId(now, "goal", id), id]));
  const wanted = rows.flatMap((row) => {
    const goal = askedBy.get(currentId(now, "goal", row.goal));
    return goal === undefined ? [] : [{ goal, row }];
  });
  const said = Map.groupBy(wanted, ({ goal }) => goal);
  return new Map([...said].map(([goal, own]) => [goal, own.map(({ row }) => row).toSorted(newestFirst)]));
}

function newestFirst(left: SaidRow, right: SaidRow): number {
  return Date.parse(right.time) - Date.parse(left.time) || right.log_offset - left.log_offset;
}
