import type { Query } from "../index.ts";
import { instantParam } from "../index.ts";
import { allOf, given } from "./conditions.ts";

export interface SaidOptions {
  readonly goals?: readonly string[];
  /** Epoch milliseconds; what was said later is left out. */
  readonly to?: number;
  /** So many of a goal, the newest; default: the one that holds. */
  readonly ofGoal?: number;
}

/** What people said of goals by one of the tables that hold it, each goal's newest first; private goals are left out. */
export function saidOfGoals<Row>(
  table: "check_ins" | "overrides",
  row: NonNullable<Query<Row>["row"]>,
  { goals, to, ofGoal = 1 }: SaidOptions,
): Query<Row> {
  const where = allOf(
    goals && "goal IN {goals:Array(String)}",
    to !== undefined && "time <= {to:DateTime64(3, 'UTC')}",
  );
  return {
    name: table,
    sql: `SELECT * FROM ${table} WHERE ${where} ORDER BY goal, time DESC, log_offset DESC LIMIT {ofGoal:UInt32} BY goal`,
    params: given({ goals, ofGoal, to: to === undefined ? undefined : instantParam(to) }),
    settings: { max_threads: 1 },
    row,
  };
}
