import { hash } from "node:crypto";
import type { MilepostEvent, SuggestionData } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";
import type { PlanState } from "@milepost/plan";
import type { OptionStandingRow } from "@milepost/store/queries/option-standing";
import type { SuggestionDecisionRow } from "@milepost/store/queries/suggestion-decisions";
import type { AlertCommandParts } from "../alerts/say-to-alert.ts";
import { requireAlert, refuseWhenOver } from "../alerts/say-to-alert.ts";
import { commandId, keyPart, takenBefore } from "../commands/command-id.ts";
import { alreadyDecided, decidingPerson, suggestionOf } from "./suggestion-problems.ts";
import type { Suggestion } from "./suggestion-problems.ts";

const SOURCE = "//milepost/ingest";

/** What somebody decides on a suggestion. */
export type SuggestionDecision = {
  readonly actor: string;
  readonly idempotencyKey?: string | undefined;
} & ({ readonly decision: "accepted" } | { readonly decision: "declined"; readonly reason: string });

export interface DecideParts extends Omit<AlertCommandParts, "personProblem"> {
  readonly people: () => PlanState["people"];
  /** The local date where a KPI is measured. */
  readonly today: (kpi: string) => string;
  /** The id that a goal has now. */
  readonly goalNow: (goal: string) => string;
  /** Options of an alert that were ever weighed, the newest weighing first. */
  readonly optionsOf: (alert: string) => Promise<readonly OptionStandingRow[]>;
  /** Decisions on them, the oldest first. */
  readonly decisionsOf: (alert: string) => Promise<readonly SuggestionDecisionRow[]>;
}

/** What was decided, once everybody sees it. */
export interface Decided {
  /** Id of the event. */
  readonly id: string;
  readonly alert: string;
  readonly goal: string;
  readonly option: string;
  readonly decision: "accepted" | "declined";
  readonly line: string;
  readonly pHitBefore: number;
  readonly pHit: number;
  /** What has to be done now, and by whom. */
  readonly next: string;
}

/** Which suggestion is meant. */
export interface SuggestionName {
  readonly alert: string;
  readonly option: string;
}

/**
 * Records what a person decides on a suggestion. The plan is not touched: whoever owns its file changes it. The same
 * decision of the same person again finds its own event.
 */
export async function decideSuggestion(
  name: SuggestionName,
  decided: SuggestionDecision,
  parts: DecideParts,
): Promise<Decided> {
  return parts.inTurn(name.alert, async () => {
    // What was appended before this process began may not be in the tables yet.
    if (decided.idempotencyKey !== undefined) await parts.topicVisible("strategy");
    return decide(name, decided, parts);
  });
}

async function decide(
  name: SuggestionName,
  decided: SuggestionDecision,
  parts: DecideParts,
): Promise<Decided> {
  const { alert, option } = name;
  const known = await requireAlert(alert, parts);
  const rows = await parts.optionsOf(alert);
  const by = decidingPerson(decided.actor, parts.people());
  const before = (await parts.decisionsOf(alert)).find((one) => one.option === option);
  const newId = decisionId(name, decided, by);
  const again = before !== undefined && decidedBefore(before, newId, { decided, by });
  // What was decided once can be said again also when newer options have replaced it.
  const suggestion = again
    ? suggestionOf(
        rows.filter((row) => row.option === option),
        { ...name, today: ALWAYS_IN_TIME, goalNow: AS_IT_WAS },
      )
    : suggestionOf(rows, { ...name, today: parts.today, goalNow: parts.goalNow });
  const id = again ? before.event_id : newId;
  const answer = decidedOf(suggestion, { id, alert, goal: known.goal, decision: decided.decision });
  if (again) return answer;
  refuseWhenOver(known, "decide");
  const data = dataOf(suggestion, {
    alert,
    goal: known.goal,
    by,
    isAccepted: decided.decision === "accepted",
  });
  const placed = await parts.log.append(recordsOf(decided, { id, data, now: parts.clock.now() }));
  await parts.visible(placed);
  return answer;
}

/** What was decided in time stays decided. */
const ALWAYS_IN_TIME = (): string => "";
const AS_IT_WAS = (goal: string): string => goal;

/** Whether this very decision stands already; refuses another one, and a key that was used for another. */
function decidedBefore(
  before: SuggestionDecisionRow,
  id: string,
  { decided, by }: { readonly decided: SuggestionDecision; readonly by: string },
): boolean {
  if (keyPart(before.event_id) === keyPart(id)) return takenBefore(id, before.event_id);
  // A reason that is sent under another key is another one: it must not be answered as if it were kept.
  const hasOwnWords = decided.decision === "declined" && decided.idempotencyKey !== undefined;
  if (before.decision === decided.decision && before.decided_by === by && !hasOwnWords) return true;
  throw alreadyDecided(before);
}

function decisionId({ alert, option }: SuggestionName, decided: SuggestionDecision, by: string): string {
  const { decision, idempotencyKey } = decided;
  if (idempotencyKey === undefined)
    return `${decision}-${hash("sha256", `${alert}/${option}/${by}`, "hex").slice(0, 32)}`;
  const contents = [by, decided.decision === "declined" ? decided.reason : ""];
  return commandId({ name: decision, about: `${alert}/${option}`, idempotencyKey, contents });
}

function dataOf(
  row: Suggestion,
  {
    alert,
    goal,
    by,
    isAccepted,
  }: Pick<SuggestionData, "alert" | "goal" | "by"> & { readonly isAccepted: boolean },
): SuggestionData {
  return {
    alert,
    goal,
    option: row.option,
    kind: row.kind,
    value: row.value,
    dueOn: row.due_on,
    pHitBefore: row.p_hit_now,
    pHit: row.p_hit,
    line: row.line,
    ...leadOf(row, isAccepted ? by : undefined),
    evidence: {
      // An alert is raised by the event of its own id.
      alert,
      assessment: row.assessment,
      options: row.event_id,
      external: [...row.external],
      ...(row.lead_test === null ? {} : { test: row.lead_test }),
    },
    by,
  };
}

/** What a lead is to do; nobody can take it on for somebody else, so whoever accepts it answers for it. */
function leadOf(
  { lead, level, from_period: fromPeriod, from_date: fromDate }: Suggestion,
  owner: string | undefined,
): Pick<SuggestionData, "lead"> {
  if (lead === null || level === null || fromPeriod === null || fromDate === null) return {};
  return { lead: { kpi: lead, level, fromPeriod, fromDate, ...(owner === undefined ? {} : { owner }) } };
}

interface Recorded {
  readonly id: string;
  readonly data: SuggestionData;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The decision and, where somebody says why, their words, which are kept apart in the person store. */
function recordsOf(decided: SuggestionDecision, { id, data, now }: Recorded): readonly NewRecord[] {
  const { alert, by } = data;
  const time = new Date(now).toISOString();
  const envelope = { specversion: "1.0", source: SOURCE, time, recordedtime: time, actor: by } as const;
  const type = `milepost.suggestion.${decided.decision}.v1` as const;
  const key = `suggestion/${alert}`;
  const event = { ...envelope, id, type, subject: key, data } as MilepostEvent;
  const decision: NewRecord = { topic: "strategy", key, event };
  if (decided.decision === "accepted") return [decision];
  const note: MilepostEvent = {
    ...envelope,
    id: `note-${id}`,
    type: "milepost.note.recorded.v1",
    causationid: id,
    data: { about: id, person: by, text: decided.reason },
  };
  return [{ topic: "people", key: id, event: note }, decision];
}

function decidedOf(
  { option, kind, line, p_hit_now: pHitBefore, p_hit: pHit }: Suggestion,
  names: Pick<Decided, "id" | "alert" | "goal" | "decision">,
): Decided {
  return { ...names, option, line, pHitBefore, pHit, next: nextStep(names.decision, { kind, line }) };
}

/** What has to be done after a decision. */
function nextStep(decision: Decided["decision"], { kind, line }: Pick<Suggestion, "kind" | "line">): string {
  if (decision === "declined") return "Nothing changes; the alert stands as it did.";
  if (kind === "lead")
    return `The decision is recorded, and you answer for it. Give the plan a goal for it, so that it is followed: ${line}`;
  if (line.startsWith("planned value "))
    return `The decision is recorded. Publish it where the target comes from: ${line}.`;
  return `The decision is recorded. Write it into the plan file and apply it: ${line}`;
}
