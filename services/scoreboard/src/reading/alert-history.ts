import { alertSteps } from "@milepost/store/queries/alert-steps";
import type { AlertStepRow } from "@milepost/store/queries/alert-steps";
import type { BoardParts } from "./board.ts";
import { DECIDED } from "./goal-decisions.ts";
import type { AlertEventStep, AlertStep } from "./alert-life.ts";
import type { PlanReader } from "./plan-reader.ts";
import type { Moment } from "./readings.ts";

/** Steps that say when they could be known; all others happened when they were said. */
const BY_FIGURES: readonly string[] = ["raised", "recovering", "cleared", "closed"];

/** What happened to an alert until a moment, in the order of the log. */
export async function readAlertHistory(
  { reads, plan }: BoardParts,
  alert: string,
  moment: Moment,
): Promise<readonly AlertStep[]> {
  const rows = await reads.query(alertSteps({ alert }), DECIDED, { decisions: ["alert"] });
  return stepsOf(rows, plan).filter(({ at }) => moment.latest || at <= moment.instant);
}

/** Rows of steps with the names and words of people. */
export function stepsOf(
  rows: readonly AlertStepRow[],
  plan: Pick<PlanReader, "now" | "note">,
): readonly AlertEventStep[] {
  const nameOf = (id: string): string => plan.now().people.get(id)?.email ?? id;
  return rows.map((row) => stepOf(row, { nameOf, noteOf: (event) => plan.note(event) ?? null }));
}

interface Words {
  readonly nameOf: (person: string) => string;
  readonly noteOf: (event: string) => string | null;
}

function stepOf(row: AlertStepRow, { nameOf, noteOf }: Words): AlertEventStep {
  const person = row.acknowledged_by ?? row.snoozed_by ?? row.held_by ?? row.owner;
  const { step, period, outcome } = row;
  return {
    alert: row.alert,
    event: row.event_id,
    backtest: row.backtest,
    step,
    at: Date.parse((BY_FIGURES.includes(step) ? row.as_of : null) ?? row.time),
    period,
    chance: row.p_hit,
    chanceBefore: row.p_hit_before,
    person: nameOf(person),
    date: row.review_date ?? row.snoozed_until,
    text: noteOf(row.event_id),
    reach: row.reach,
    outcome: outcome === "hit" || outcome === "miss" || outcome === "unscored" ? outcome : null,
  };
}
