import type { ReplayedTime } from "@milepost/predict/alerts/replay-alerts";
import type { ToldGoal, ToldPeriod } from "./alert-ways.ts";

interface Goal {
  readonly goal: string;
  readonly owner: string;
  readonly window_to: string;
  readonly outcome: "hit" | "miss" | "unscored" | null;
}

type Row = ToldPeriod & { readonly goal: string };

/** The newest assessment of every goal at each of its periods before the due one, month by month. */
const TOLD = `SELECT goal, period, toString(ends_on) AS endsOn, left AS periodsLeft, p_hit AS chance, rule_status AS ruleStatus,
  pace_status AS paceStatus, pace_expected AS paceExpected, actual, target,
  least(1, greatest(0, dateDiff('day', window_from, ends_on) / dateDiff('day', window_from, window_to))) AS elapsed
FROM (
  SELECT goal, period, toLastDayOfMonth(toDate32(concat(period, '-01'))) AS ends_on, argMax(tuple(periods_left), as_of).1 AS left,
    argMax(tuple(p_hit), as_of).1 AS p_hit, argMax(rule_status, as_of) AS rule_status,
    argMax(pace_status, as_of) AS pace_status, argMax(tuple(pace_expected), as_of).1 AS pace_expected,
    argMax(tuple(actual), as_of).1 AS actual, argMax(tuple(target), as_of).1 AS target
  FROM assessments WHERE length(period) = 7 AND periods_left > 0 GROUP BY goal, period
) AS told INNER JOIN goals USING goal ORDER BY goal, period FORMAT JSONEachRow`;

/** The goals of a time that have ended as hit or miss, with what was told of them, read as BI tools and API clients do. */
export async function readToldGoals(
  { url, sqlUrl }: { readonly url: string; readonly sqlUrl: string },
  { from, to }: ReplayedTime,
): Promise<readonly ToldGoal[]> {
  const rows = Map.groupBy(await told(sqlUrl), ({ goal }) => goal);
  return (await everyGoal(url)).flatMap(({ goal, owner, window_to: due, outcome }) => {
    const periods = rows.get(goal);
    if (periods === undefined || due < from || due > to) return [];
    return outcome === "hit" || outcome === "miss" ? [{ goal, owner, outcome, told: periods }] : [];
  });
}

async function told(sqlUrl: string): Promise<readonly Row[]> {
  const answer = await fetch(sqlUrl, { method: "POST", body: TOLD });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${sqlUrl} answered ${answer.status}: ${text.slice(0, 500)}`);
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Row);
}

async function everyGoal(url: string): Promise<readonly Goal[]> {
  const goals: Goal[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const from: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await fetch(`${url}/v1/goals?limit=1000${from}`);
    const page = (await answer.json()) as { readonly items: readonly Goal[]; readonly next: string | null };
    goals.push(...page.items);
    cursor = page.next;
  }
  return goals;
}
