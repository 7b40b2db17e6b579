import type { FieldProblem } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { MilepostError } from "@milepost/runtime";
import type { OptionStandingRow } from "@milepost/store/queries/option-standing";
import type { SuggestionDecisionRow } from "@milepost/store/queries/suggestion-decisions";

const MOST_NAMED = 20;

/** An option that can be decided on: it says what the plan would say. */
export interface Suggestion extends OptionStandingRow {
  readonly kind: "date" | "target";
  readonly p_hit: number;
  readonly p_hit_now: number;
  readonly line: string;
}

/** Whether an option is something that a plan can say. */
function isSuggestion(row: OptionStandingRow): row is Suggestion {
  const { kind, line, p_hit: pHit, p_hit_now: now } = row;
  return (kind === "date" || kind === "target") && line !== null && pHit !== null && now !== null;
}

/** The option of an id among those of an alert, the newest weighing first; refuses what nobody can decide on. */
export function suggestionOf(
  rows: readonly OptionStandingRow[],
  { alert, option }: { readonly alert: string; readonly option: string },
): Suggestion {
  const newest = rows[0]?.log_offset;
  const open = rows.filter((row) => row.log_offset === newest).filter(isSuggestion);
  const found = rows.find((row) => row.option === option);
  const choose = chooseText(open, alert);
  if (found === undefined) {
    const message = `alert "${alert}" has no option "${option}"`;
    throw refused("not_found", { field: "option", code: "unknown_option", message, fix: choose });
  }
  if (!isSuggestion(found)) {
    const message = `option "${option}" changes no target and no date, so there is nothing to decide`;
    throw refused("invalid_input", { field: "option", code: "no_suggestion", message, fix: choose });
  }
  if (found.log_offset !== newest) {
    const message = `option "${option}" rests on an assessment that a newer one has replaced`;
    throw refused("conflict", { field: "option", code: "outdated", message, fix: choose });
  }
  return found;
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
