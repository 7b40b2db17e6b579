import { createHash } from "node:crypto";
import type { WorkState } from "../work.ts";
import { isHistoryComplete } from "../work.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { isOpen, lastKnowable } from "../measured-goal.ts";
import { chanceText, periodText } from "./alert-words.ts";
import type { AlertNews } from "./alert-events.ts";
import { goalFigureText, wantedText } from "./goal-words.ts";
import type { KnownAlert } from "./known-alert.ts";
import { isStanding } from "./known-alert.ts";

const LONGEST_OWNER = 90;

/**
 * What each owner has not been told yet, as one message an owner. Nothing while an open goal's past is still being
 * assessed: what is found at the start arrives together.
 */
export function digests(state: WorkState): readonly AlertNews[] {
  const open = state.goals.filter((measured) => isOpen(measured, state.now));
  if (!open.every((measured) => isHistoryComplete(state, measured))) return [];
  const waiting = open.flatMap((measured) =>
    state.ledger
      .alertsOf(measured.id)
      .filter((alert) => isStanding(alert) && !alert.backtest && !alert.delivered)
      .map((alert) => ({ alert, line: lineOf(state, measured, alert) })),
  );
  return [...Map.groupBy(waiting, ({ alert }) => alert.owner)].map(([owner, told]) => digest(owner, told));
}

interface Told {
  readonly alert: KnownAlert;
  readonly line: string;
}

function digest(owner: string, told: readonly Told[]): AlertNews {
  const ids = told.map(({ alert }) => alert.alert).toSorted();
  const mark = createHash("sha256").update(ids.join(" ")).digest("hex").slice(0, 16);
  const id = `digest-${owner.slice(0, LONGEST_OWNER)}-${mark}`;
  const subject =
    told.length === 1 ? (told[0] as Told).alert.headline : `${told.length} of your goals are at risk`;
  const text = told.map(({ line }) => line).join("\n");
  const data = { digest: id, owner, channel: "page" as const, alerts: ids, subject, text };
  return { type: "milepost.alerts.delivered.v1", id, key: owner, data };
}

/** Where a goal stands today, which may be long after its alert was raised. */
function lineOf({ ledger, now }: WorkState, measured: MeasuredGoal, alert: KnownAlert): string {
  const { base, periods } = measured;
  const newest = ledger.newest(measured.id, periods[lastKnowable(measured, now)]?.label ?? "");
  if (newest === undefined || newest.pHit === null) return `${alert.headline}. ${alert.evidence}`;
  const end = `${goalFigureText(newest.expectedEnd, measured)} against ${wantedText(newest.target, measured)}`;
  const since = `at risk since ${periodText(alert.period)}`;
  return `${base.name}: chance of reaching the target ${chanceText(newest.pHit)}, expected end ${end}, ${since}. ${alert.evidence}`;
}
