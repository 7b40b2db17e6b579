import { allGoalIds, currentGoal } from "./goal-names.ts";
import { privateGoals } from "./newest-definitions.ts";

const LATEST = "(closings.as_of, log_offset)";

/**
 * Goals that everybody may see whose last closing of those that were known by an instant is a hit or a miss, each under the id that it has now, with where they ended
 * and what was asked for. A later word does not take back what was known before it.
 */
export function endedGoals(base: string, closedBy: string): string {
  return `SELECT goal, outcome, end, asked FROM (
    SELECT ${currentGoal(base, "closings.goal")} AS goal, argMax(outcome, ${LATEST}) AS outcome, argMax(tuple(actual), ${LATEST}).1 AS end, argMax(tuple(target), ${LATEST}).1 AS asked
    FROM ${base}.goal_closings AS closings WHERE closings.as_of <= ${closedBy} GROUP BY goal
  ) WHERE outcome IN ('hit', 'miss') AND goal NOT IN (${privateGoals(base)})`;
}

/** How goals are named while they are counted together: an expression on the column that names one. */
interface GoalNames {
  readonly now: (column: string) => string;
  /** All ids of the goal, as an array. */
  readonly all: (column: string) => string;
}

/** For whoever follows renames by the plan: two arrays name the ids that were given up, and what each goal is called instead. */
export function namedBy(former: string, current: string): GoalNames {
  return {
    now: (column) => `coalesce(nullIf(${current}[indexOf(${former}, ${column})], ''), ${column})`,
    all: (column) =>
      `arrayPushBack(arrayFilter((old, id) -> id = ${column}, ${former}, ${current}), ${column})`,
  };
}

function followed(base: string): GoalNames {
  return { now: (column) => currentGoal(base, column), all: (column) => allGoalIds(base, column) };
}

/**
 * The window that ended last of each goal with a closing that counts: what was said of it lies from `begins` on and before `ends`. A goal
 * may go on in another window, and no outcome is that of a window before or after it. Closings without an assessment between them
 * correct each other: the end before the last assessment is that of the window before. Goals go by the ids that they have now.
 */
export function endedWindows(base: string, counts: string, names = followed(base)): string {
  const several = `SELECT ${names.now("closings.goal")} AS ended_goal FROM ${base}.goal_closings AS closings GROUP BY ended_goal HAVING uniqExact(closings.as_of) > 1`;
  return `SELECT ended.goal AS goal, ended.ends AS ends, arrayMax(arrayPushBack(arrayFilter(one -> one <= told.at, ended.known), toDateTime64(0, 3, 'UTC'))) AS begins
  FROM (
    SELECT ${names.now("closings.goal")} AS goal, max(closings.as_of) AS ends, groupArray(closings.as_of) AS known FROM ${base}.goal_closings AS closings WHERE ${counts} GROUP BY goal
  ) AS ended
  ASOF LEFT JOIN (
    SELECT ${names.now("events.goal")} AS goal, events.as_of AS at FROM ${base}.assessment_events AS events
    WHERE events.goal IN (SELECT arrayJoin(${names.all("ended_goal")}) FROM (${several}))
  ) AS told ON ended.goal = told.goal AND ended.ends > told.at`;
}

/** Whether an assessment (`made`) is of such a window (`window`): what is said with its due period may be said as it ends. */
export const MADE_IN_WINDOW =
  "(made.as_of, periods_left > 0) >= (window.begins, true) AND (made.as_of, periods_left > 0) < (window.ends, true)";

/** The id under which the first live word of a period was told (else the first one), by the version that a row is of. */
export const TOLD_BY =
  "argMin(named, (backtest, told_at)) OVER (PARTITION BY goal, period, model_version) AS told_by";

/** What is told of a period under one id is what counts: under another its past, and where it stands, is assessed anew, as of other moments. */
export const TOLD_ONCE = "named = told_by";
