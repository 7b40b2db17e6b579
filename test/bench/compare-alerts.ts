import { replayAlerts } from "@milepost/predict/alerts/replay-alerts";
import type { AlertReplay, ReplayedTime } from "@milepost/predict/alerts/replay-alerts";
import { seenBy, WAYS } from "./alert-ways.ts";
import type { ToldGoal, Way } from "./alert-ways.ts";

/** When an alert is raised and cleared. */
interface Setting {
  readonly raiseBelow: number;
  readonly periods: number;
  readonly clearAbove: number;
}

/** What a way of alerting told. */
export interface AlertsTold {
  readonly alerts: number;
  readonly missed: number;
  readonly caught: number;
  readonly precision: number | null;
  /** Mean of the periods from a miss's first alert to its due period; a miss without an alert counts as 0. */
  readonly meanLead: number | null;
  /** Of the misses that were caught. */
  readonly medianLead: number | null;
  /** Goals that were alerted again after they had been cleared. */
  readonly repeated: number;
  /** Alerts raised again within two periods after they were cleared. */
  readonly flapping: number;
}

/** A rule, and Milepost with the highest threshold at which it sends no more alerts than that rule. */
export interface Compared {
  readonly rule: AlertsTold;
  readonly ours: AlertsTold;
  readonly threshold: number;
}

const STEPS = 99;
const FLAPPING_PERIODS = 2;
/** How far the plan's own thresholds for raising and clearing lie apart. */
const HYSTERESIS = 0.15;

/** The alerts of Milepost's chances with the plan's setting. */
export function ourAlerts(goals: readonly ToldGoal[], setting: Setting, time: ReplayedTime): AlertReplay {
  return replayAlerts(seenBy(WAYS["ours"] as Way, goals), setting, time);
}

/** Each rule against Milepost at the same number of alerts; only goals on which the rule says anything. */
export function compareAlerts(
  goals: readonly ToldGoal[],
  periods: number,
  time: ReplayedTime,
): ReadonlyMap<string, Compared> {
  const compared = new Map<string, Compared>();
  for (const [name, way] of Object.entries(WAYS)) {
    if (name === "ours") continue;
    const seen = goals.filter(({ told }) => told.some((period) => way(period) !== null));
    if (seen.length === 0) continue;
    const flag = { raiseBelow: 0.5, periods, clearAbove: 0.5 };
    compared.set(name, atMost(seen, replayAlerts(seenBy(way, seen), flag, time), { periods, time }));
  }
  return compared;
}

function atMost(
  goals: readonly ToldGoal[],
  rule: AlertReplay,
  { periods, time }: { readonly periods: number; readonly time: ReplayedTime },
): Compared {
  for (let step = STEPS; step > 0; step -= 1) {
    const raiseBelow = step / (STEPS + 1);
    const clearAbove = Math.min(1, raiseBelow + HYSTERESIS);
    const ours = ourAlerts(goals, { raiseBelow, periods, clearAbove }, time);
    if (ours.alerts <= rule.alerts) return { rule: toldBy(rule), ours: toldBy(ours), threshold: raiseBelow };
  }
  const none = ourAlerts(goals, { raiseBelow: 0, periods, clearAbove: HYSTERESIS }, time);
  return { rule: toldBy(rule), ours: toldBy(none), threshold: 0 };
}

/** The figures of a replay. */
export function toldBy(replay: AlertReplay): AlertsTold {
  const { alerts, missed, caught, precision, medianLead, repeated, sent } = replay;
  const firsts = new Map(sent.toReversed().map((alert) => [alert.goal, alert]));
  const leads = [...firsts.values()]
    .filter(({ outcome }) => outcome === "miss")
    .map(({ periodsLeft }) => periodsLeft);
  const meanLead = missed === 0 ? null : leads.reduce((sum, lead) => sum + lead, 0) / missed;
  const flapping = sent.filter((alert, index) => {
    const before = sent[index - 1];
    if (before?.goal !== alert.goal || before.clearedLeft === null) return false;
    return before.clearedLeft - alert.periodsLeft <= FLAPPING_PERIODS;
  }).length;
  return { alerts, missed, caught, precision, meanLead, medianLead, repeated, flapping };
}
