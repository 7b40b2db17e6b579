import type { FieldProblem } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { MilepostError } from "@milepost/runtime";
import type { OptionStandingRow } from "@milepost/store/queries/option-standing";
import type { SuggestionDecisionRow } from "@milepost/store/queries/suggestion-decisions";

const MOST_NAMED = 20;

/** An option that can be decided on: it says what the plan would say, or what a lead is to do. */
export interface Suggestion extends OptionStandingRow {
  readonly kind: "date" | "target" | "lead";
  readonly p_hit: number;
  readonly p_hit_now: number;
  readonly line: string;
}

/** An option as something to decide on; undefined: it is none. */
function asSuggestion(row: OptionStandingRow): Suggestion | undefined {
  const { kind, p_hit: pHit, p_hit_now: now } = row;
  if (pHit === null || now === null) return undefined;
  const line = kind === "lead" ? leadLine(row) : row.line;
  if (line === null || (kind !== "date" && kind !== "target" && kind !== "lead")) return undefined;
  return { ...row, kind, line, p_hit: pHit, p_hit_now: now };
}

/** What a lead is to do: no line of a plan says that. */
function leadLine({ lead, value, from_period: from }: OptionStandingRow): string | null {
  if (lead === null || value === null || from === null) return null;
  const by = `${Math.abs(value)} ${value > 0 ? "more" : "less"}`;
  return `${lead}: ${by} than it would otherwise be, from ${from} on`;
}

/** Which suggestion is meant, and when. */
export interface SuggestionAsked {
  readonly alert: string;
  readonly option: string;
  /** The local date where a KPI is measured. */
  readonly today: (kpi: string) => string;
  /** The id that a goal has now. */
  readonly goalNow: (goal: string) => string;
}

/** The option of an id among those of an alert, the newest weighing first; refuses what nobody can decide on. */
export function suggestionOf(
  rows: readonly OptionStandingRow[],
  { alert, option, today, goalNow }: SuggestionAsked,
): Suggestion {
  const newest = rows[0]?.log_offset;
  const isOfOtherName = (row: OptionStandingRow): boolean =>
    row.lead === null && goalNow(row.goal) !== row.goal;
  const open = rows
    .filter((row) => row.log_offset === newest && !isPast(row, today) && !isOfOtherName(row))
    .flatMap((row) => asSuggestion(row) ?? []);
  const found = rows.find((row) => row.option === option);
  const choose = chooseText(open, alert);
  if (found === undefined) {
    const message = `alert "${alert}" has no option "${option}"`;
    throw refused("not_found", { field: "option", code: "unknown_option", message, fix: choose });
  }
  const suggestion = asSuggestion(found);
  if (suggestion === undefined) {
    const message = `option "${option}" changes no target and no date and moves no lead, so there is nothing to decide`;
    throw refused("invalid_input", { field: "option", code: "no_suggestion", message, fix: choose });
  }
  if (found.log_offset !== newest) {
    const message = `option "${option}" rests on an assessment that a newer one has replaced`;
    throw refused("conflict", { field: "option", code: "outdated", message, fix: choose });
  }
  if (isOfOtherName(found)) {
    const message = `goal "${found.goal}" is called "${goalNow(found.goal)}" since option "${option}" was weighed: its line names none of the plan's goals`;
    throw refused("conflict", { field: "option", code: "outdated", message, fix: choose });
  }
  if (isPast(found, today)) {
    const message = `option "${option}" had to begin by ${found.from_date ?? ""}`;
    throw refused("conflict", { field: "option", code: "too_late", message, fix: choose });
  }
  return suggestion;
}

/** Whether the period has begun from which on a lead would have had to move. */
function isPast({ lead, from_date: from }: OptionStandingRow, today: SuggestionAsked["today"]): boolean {
  return lead !== null && from !== null && from < today(lead);
}

function chooseText(open: readonly Suggestion[], alert: string): string {
  if (open.length === 0) return `there is nothing to decide now; GET /v1/alerts/${alert}/options says why`;
  return `choose one of ${open.map((row) => `${row.option} (${row.line})`).join("; ")}`;
}

/** Refuses what was decided otherwise already, or by somebody else. */
export function alreadyDecided({
  option,
  decision,
  decided_by: by,
  time,
}: SuggestionDecisionRow): MilepostError {
  const message = `option "${option}" was ${decision} by ${by} on ${time.slice(0, 10)}`;
  const fix = "a decision stands; what is weighed with the next assessment can be decided anew";
  return refused("conflict", { field: "option", code: "already_decided", message, fix });
}

/** The person of the plan who decides, named by id, address or name: nobody else can, and no program by itself. */
export function decidingPerson(actor: string, people: PlanState["people"]): string {
  if (people.has(actor)) return actor;
  const said = actor.trim().toLowerCase();
  const meant = [...people].filter(
    ([, { name, email }]) => email?.toLowerCase() === said || name.toLowerCase() === said,
  );
  // Of two people of one name nobody can tell who it is.
  if (meant.length === 1 && meant[0] !== undefined) return meant[0][0];
  const known = [...people.keys()].toSorted();
  const more = known.length > MOST_NAMED ? `, and ${known.length - MOST_NAMED} more` : "";
  const named =
    known.length === 0 ? "nobody yet: add people to it" : known.slice(0, MOST_NAMED).join(", ") + more;
  const message = `there is no person "${actor}" in the plan, and a suggestion needs one to decide`;
  const fix = `known people: ${named}; name one in the header milepost-actor (\`--by\` of the CLI)`;
  throw refused("invalid_input", { field: "actor", code: "unknown_person", message, fix });
}

function refused(code: "not_found" | "invalid_input" | "conflict", problem: FieldProblem): MilepostError {
  const { message } = problem;
  const title = message.charAt(0).toUpperCase() + message.slice(1);
  return new MilepostError(code, title, { details: { problems: [problem] } });
}
