import { createHash } from "node:crypto";
import type { WorkState } from "../work.ts";
import { isHistoryComplete } from "../work.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { isOpen, lastKnowable } from "../measured-goal.ts";
import { alertedBy } from "../reach.ts";
import { untoldOccasion } from "./alert-occasion.ts";
import type { Occasion } from "./alert-occasion.ts";
import { aimText, chanceText, periodText } from "./alert-words.ts";
import type { AlertNews } from "./alert-events.ts";
import { goalAlerts } from "./goal-alerts.ts";
import { aimedText, goalFigureText } from "./goal-words.ts";
import type { KnownAlert } from "./known-alert.ts";
import { occasionHeadline, occasionWhy } from "./occasion-words.ts";

const LONGEST_OWNER = 90;

/**
 * What each person whom alerts are with has not been told yet, as one message a person. Nothing while an open goal's past is still being
 * assessed: what is found at the start arrives together.
 */
export function digests(state: WorkState): readonly AlertNews[] {
  const open = state.goals.filter((measured) => isOpen(measured, state.now));
  if (!open.every((measured) => isHistoryComplete(state, measured))) return [];
  const waiting = open.flatMap((measured) =>
    goalAlerts(state.ledger, measured).flatMap((alert) => {
      const occasion = untoldOccasion(alert);
      return occasion === null
        ? []
        : [{ alert, occasion, line: lineOf(state, measured, { alert, occasion }) }];
    }),
  );
  return [...Map.groupBy(waiting, ({ alert }) => alert.owner)].map(([owner, told]) => digest(owner, told));
}

interface Told {
  readonly alert: KnownAlert;
  readonly occasion: Occasion;
  readonly line: string;
}

function digest(owner: string, told: readonly Told[]): AlertNews {
  const inOrder = told.toSorted((left, right) => (left.alert.alert < right.alert.alert ? -1 : 1));
  const occasions = inOrder.map(({ occasion }) => occasion.id);
  // Not of the alerts alone: the same ones may come up again.
  const mark = createHash("sha256").update(occasions.join(" ")).digest("hex").slice(0, 16);
  const id = `digest-${owner.slice(0, LONGEST_OWNER)}-${mark}`;
  const [first] = told as readonly [Told];
  const subject =
    told.length === 1
      ? occasionHeadline(first.occasion.kind, first.alert.headline)
      : `${told.length} of your goals are at risk`;
  const data = {
    digest: id,
    owner,
    channel: "page" as const,
    alerts: inOrder.map(({ alert }) => alert.alert),
    occasions,
    subject,
    text: told.map(({ line }) => line).join("\n"),
  };
  return { type: "milepost.alerts.delivered.v1", id, key: owner, data };
}

/** Where a goal stands today, which may be long after its alert was raised. */
function lineOf(
  { ledger, now }: WorkState,
  measured: MeasuredGoal,
  { alert, occasion }: Pick<Told, "alert" | "occasion">,
): string {
  const { base, periods } = measured;
  const why = occasionWhy(occasion.kind);
  const more = why === null ? alert.evidence : `${why} ${alert.evidence}`;
  const made = ledger.newest(measured.id, periods[lastKnowable(measured, now)]?.label ?? "");
  const newest = made && alertedBy(made);
  if (newest === undefined || newest.pHit === null) return `${alert.headline}. ${more}`;
  const end = `${goalFigureText(newest.expectedEnd, measured)} against ${aimedText(newest, measured)}`;
  const since = `at risk since ${periodText(alert.period)}`;
  return `${base.name}: chance of reaching ${aimText(newest)} ${chanceText(newest.pHit)}, expected end ${end}, ${since}. ${more}`;
}
