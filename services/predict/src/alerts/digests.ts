import { createHash } from "node:crypto";
import type { WorkState } from "../work.ts";
import { isHistoryComplete } from "../work.ts";
import { isOpen } from "../measured-goal.ts";
import type { AlertNews } from "./alert-events.ts";
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
  const waiting = open
    .flatMap(({ id }) => state.ledger.alertsOf(id))
    .filter((alert) => isStanding(alert) && !alert.backtest && !alert.delivered);
  return [...Map.groupBy(waiting, ({ owner }) => owner)].map(([owner, alerts]) => digest(owner, alerts));
}

function digest(owner: string, alerts: readonly KnownAlert[]): AlertNews {
  const ids = alerts.map(({ alert }) => alert).toSorted();
  const mark = createHash("sha256").update(ids.join(" ")).digest("hex").slice(0, 16);
  const id = `digest-${owner.slice(0, LONGEST_OWNER)}-${mark}`;
  const subject =
    alerts.length === 1
      ? (alerts[0] as KnownAlert).headline
      : `${alerts.length} of your goals will likely miss`;
  const text = alerts.map(({ headline, evidence }) => `${headline}. ${evidence}`).join("\n");
  const data = { digest: id, owner, channel: "page" as const, alerts: ids, subject, text };
  return { type: "milepost.alerts.delivered.v1", id, key: owner, data };
}
