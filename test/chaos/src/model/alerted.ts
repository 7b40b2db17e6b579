import type { JudgedGoal } from "./assessed.ts";
import type { Logged } from "./logged.ts";
import { periodEnds } from "./observations.ts";

/** What the plan of the suites leaves at its default: when an alert is raised, and when it is cleared. */
const ALERTING = { raiseBelow: 0.5, periods: 2, clearAbove: 0.65 } as const;

/** An alert as the log tells it. */
export interface LoggedAlert {
  readonly alert: string;
  readonly goal: string;
  readonly period: string;
  readonly backtest: boolean;
  readonly pHit: number;
  readonly clearedPeriod: string | null;
  readonly outcome: string | null;
  /** When its outcome was first known, in epoch milliseconds; null: it has none. */
  readonly endedAt: number | null;
  /** The digests that told it. */
  readonly digests: readonly string[];
  /** Where it was raised. */
  readonly offset: number;
}

/** The alerts of the assessments topic with what became of them. */
export function loggedAlerts(topic: readonly Logged[]): readonly LoggedAlert[] {
  const alerts = new Map<string, LoggedAlert>();
  const change = (ids: readonly unknown[], changed: (alert: LoggedAlert) => Partial<LoggedAlert>): void => {
    for (const id of ids.map(String)) {
      const alert = alerts.get(id);
      if (alert !== undefined) alerts.set(id, { ...alert, ...changed(alert) });
    }
  };
  for (const { event, offset } of topic) {
    const data = event?.data ?? {};
    if (event?.type === "milepost.alert.raised.v1") {
      const { alert, goal, period, backtest, pHit } = data as unknown as LoggedAlert;
      const fresh = { clearedPeriod: null, outcome: null, endedAt: null, digests: [] };
      alerts.set(alert, { alert, goal, period, backtest, pHit, ...fresh, offset });
    } else if (event?.type === "milepost.alert.cleared.v1") {
      change([data["alert"]], () => ({ clearedPeriod: String(data["period"]) }));
    } else if (event?.type === "milepost.alert.closed.v1") {
      change([data["alert"]], ({ endedAt }) => ({
        outcome: String(data["outcome"]),
        endedAt: endedAt ?? Date.parse(String(data["asOf"])),
      }));
    } else if (event?.type === "milepost.alerts.delivered.v1") {
      change(data["alerts"] as readonly unknown[], ({ digests }) => ({
        digests: [...digests, String(data["digest"])],
      }));
    }
  }
  return [...alerts.values()];
}

/** What is wrong with alerts: raised where the newest chances ask for it, cleared where they do, and each told once. */
export function alertProblems(goals: readonly JudgedGoal[], topic: readonly Logged[]): string | undefined {
  const alerts = loggedAlerts(topic);
  for (const goal of goals) {
    const own = alerts.filter(({ goal: id }) => id === goal.id);
    const found = (goal.isOpen ? standingProblem(goal, own) : undefined) ?? toldProblem(goal, own);
    if (found !== undefined) return found;
  }
  return undefined;
}

function standingProblem(
  { id, newest, wanted }: JudgedGoal,
  alerts: readonly LoggedAlert[],
): string | undefined {
  const standing = alerts.filter(({ clearedPeriod, outcome }) => clearedPeriod === null && outcome === null);
  const run = newest.slice(-ALERTING.periods);
  const labels = wanted.slice(-ALERTING.periods).map(({ label }) => label);
  const isLow = (chance: number | null | undefined): boolean =>
    chance !== null && chance !== undefined && chance < ALERTING.raiseBelow;
  const isRun = run.length === ALERTING.periods && run.every((one) => isLow(one?.pHit));
  const isArmedAnew = alerts.some(({ clearedPeriod }) => labels.includes(clearedPeriod ?? ""));
  // One that ended though its goal goes on holds its place until the next period.
  const isHeld = alerts.some(({ endedAt }) => endedAt !== null && endedAt >= periodEnds(labels.at(-1) ?? ""));
  if (isRun && standing.length === 0 && !isArmedAnew && !isHeld)
    return `${id} is at risk, and no alert says so`;
  const isWell =
    run.length === ALERTING.periods && run.every((one) => (one?.pHit ?? 0) > ALERTING.clearAbove);
  const stale = standing.find(({ period }) => period < (labels[0] ?? ""));
  if (isWell && stale !== undefined) return `${stale.alert} stands, and ${id} has recovered`;
  if (standing.length > 1) return `${id} has ${standing.length} standing alerts`;
  return undefined;
}

/** What stands on an open goal is told once; what is history never is, and nothing is told twice. */
function toldProblem({ isOpen }: JudgedGoal, alerts: readonly LoggedAlert[]): string | undefined {
  for (const { alert, backtest, clearedPeriod, outcome, digests } of alerts) {
    const isDue = isOpen && !backtest && clearedPeriod === null && outcome === null;
    const most = backtest ? 0 : 1;
    if (digests.length > most || (isDue && digests.length === 0))
      return `${alert} was told ${digests.length} times (${digests.join(", ")})`;
  }
  return undefined;
}
