import type { KnownAssessment, KnownClosing, Ledger } from "./ledger.ts";
import { laterOf } from "./ledger.ts";
import type { MeasuredGoal } from "./measured-goal.ts";

/**
 * The closings of a goal in the window that its plan gives it: nothing is known to have ended before its due period could be
 * known, so an earlier closing is that of a window which the plan has moved on since.
 */
export function ownClosings(
  ledger: Pick<Ledger, "closingsOf">,
  { id, knowableAt }: Pick<MeasuredGoal, "id" | "knowableAt">,
): readonly KnownClosing[] {
  const due = knowableAt.at(-1) ?? Number.POSITIVE_INFINITY;
  return ledger.closingsOf(id).filter(({ asOf }) => asOf >= due);
}

/** How a goal's window ended, and what was said of the goal within that window. */
export interface EndedWindow {
  readonly closing: KnownClosing;
  readonly made: readonly KnownAssessment[];
}

/**
 * The last window of a goal that had ended, of the facts that are visible; null: none had. Whatever plan held then: a window's
 * assessments are made before it ends, and after the end of the one before it; closings without assessments between them correct
 * each other.
 */
export function endedWindow(
  ledger: Pick<Ledger, "closingsOf" | "assessmentsOf">,
  goal: string,
  isVisible: (fact: { readonly asOf: number; readonly offset: number }) => boolean,
): EndedWindow | null {
  const closings = ledger.closingsOf(goal).filter(isVisible);
  if (closings.length === 0) return null;
  const closing = closings.reduce(laterOf);
  const made = [...ledger.assessmentsOf(goal).values()]
    .flat()
    .filter((one) => isVisible(one) && one.asOf < closing.asOf);
  const last = made.reduce((latest, { asOf }) => Math.max(latest, asOf), Number.NEGATIVE_INFINITY);
  const begins = closings.reduce(
    (latest, { asOf }) => (asOf <= last ? Math.max(latest, asOf) : latest),
    Number.NEGATIVE_INFINITY,
  );
  return { closing, made: made.filter(({ asOf }) => asOf >= begins) };
}
