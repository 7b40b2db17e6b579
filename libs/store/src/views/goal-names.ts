/** Renames of one goal that are followed, one after the other. */
const RENAMES_FOLLOWED = 16;

/**
 * The id that the goal named by a column has now: what was said of a goal before it was renamed stands under the id that it had
 * then. An id that a goal begins with anew is that goal, as in the plan (`evolve` in libs/plan).
 */
export function currentGoal(base: string, column: string): string {
  return `coalesce(nullIf((${followedRenames(base)})[${column}], ''), ${column})`;
}

/** All ids that the goal named by a column ever had, the one that it has now among them. */
export function allGoalIds(base: string, column: string): string {
  const renames = `(${followedRenames(base)})`;
  return `arrayPushBack(arrayFilter((former, id) -> id = ${column}, mapKeys(${renames}), mapValues(${renames})), ${column})`;
}

/** One map: from each id that a goal had to the one that it has. */
function followedRenames(base: string): string {
  const followed = `arrayFold((id, turn) -> if(mapContains(renames, id), renames[id], id), range(${RENAMES_FOLLOWED}), former)`;
  return `SELECT CAST((mapKeys(renames), arrayMap(former -> ${followed}, mapKeys(renames))), 'Map(String, String)') FROM (
  SELECT CAST((groupArray(former), groupArray(goal)), 'Map(String, String)') AS renames FROM (${renames(base)})
)`;
}

/** Each id that was given up for another one, and that one; one that was given back counts again, one that begins anew does not. */
function renames(base: string): string {
  const named = `SELECT goal, assumeNotNull(renamed_from) AS former, log_offset AS at FROM ${base}.goal_definitions
  WHERE NOT archived AND ifNull(renamed_from, '') != ''`;
  const defined = `SELECT goal, min(log_offset) AS first_at, max(log_offset) AS last_at FROM ${base}.goal_definitions
  WHERE NOT archived GROUP BY goal`;
  return `SELECT named.former AS former, argMax(named.goal, named.at) AS goal FROM (${named}) AS named
INNER JOIN (${defined}) AS own ON own.goal = named.goal
INNER JOIN (${defined}) AS old ON old.goal = named.former
LEFT JOIN (SELECT former AS goal, min(at) AS away_at FROM (${named}) GROUP BY former) AS given_up ON given_up.goal = named.goal
WHERE old.last_at < named.at AND (named.at = own.first_at OR (away_at > 0 AND away_at < named.at))
GROUP BY named.former`;
}
