import type { Position } from "@milepost/contracts";
import type { KnownAlert } from "../alerts/known-alert.ts";
import type { LeadState } from "../leads/lead-state.ts";
import type { KnownAssessment, KnownClosing, Ledger } from "../ledger.ts";
import { countingOf, laterOf } from "../ledger.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { ownClosings } from "../own-closings.ts";
import { ASSESSMENTS } from "../places.ts";

/** A moment of the past: what could be known then, below a position of the log. */
export interface Then {
  /** Epoch milliseconds. */
  readonly asOf: number;
  readonly position: Position;
}

/** What the log had told at such a moment; whatever came later changes nothing of it. */
export interface Seen {
  /** The assessment that counted for a period: of that moment's round, or an earlier one. */
  newest(goal: string, period: string): KnownAssessment | undefined;
  /** How a goal had ended; undefined: it had not. */
  closing(measured: MeasuredGoal): KnownClosing | undefined;
  /** The goal's alerts, with what had become of them. */
  alertsOf(goal: string): readonly KnownAlert[];
  /** The newest test of a link. */
  readonly leads: Pick<LeadState, "test">;
}

/** Where all of it is looked up. */
export interface SeenIn {
  readonly ledger: Pick<Ledger, "assessmentsOf" | "closingsOf" | "alertsBelow">;
  readonly leads: Pick<LeadState, "test">;
}

/** Looks at the log as at a moment of the past. */
export function seenAt({ ledger, leads }: SeenIn, { asOf, position }: Then): Seen {
  const below = position[ASSESSMENTS] ?? 0;
  return {
    newest: (goal, period) => {
      const made = ledger.assessmentsOf(goal).get(period) ?? [];
      return countingOf(made.filter((one) => one.asOf <= asOf && isWithin(one.inputsPosition, position)));
    },
    closing: (measured) => {
      const seen = ownClosings(ledger, measured).filter((one) => one.asOf <= asOf && one.offset < below);
      return seen.length === 0 ? undefined : seen.reduce(laterOf);
    },
    alertsOf: (goal) => ledger.alertsBelow(goal, below),
    leads: { test: (link) => leads.test(link, { asOf, below }) },
  };
}

/** Assessments of one round share their position: what stood beside this one is within it, what was looked at later is not. */
function isWithin(one: Position, other: Position): boolean {
  return Object.entries(one).every(([place, offset]) => offset <= (other[place] ?? 0));
}
