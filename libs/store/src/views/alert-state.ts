/** Which steps count: all, or those of a moment. */
export interface CountedSteps {
  /** Condition on what people said. */
  readonly words: string;
  /** Condition on everything else. */
  readonly rest: string;
}

const ALL_STEPS: CountedSteps = { words: "true", rest: "true" };
const IS_WORD = "step IN ('acknowledged', 'snoozed')";

/** The latest word by its own time, then by its id, however words arrived: value of one of its columns. */
function lastWord(column: string, words: string): string {
  return `argMaxIf(events.${column}, tuple(events.time, events.event_id), ${IS_WORD} AND ${words})`;
}

/** The states in which an alert waits for somebody. */
export const WAITING_STATES = "('open', 'escalated', 'reopened')";

/**
 * Where an alert of `alert_events AS events` is in its life, as an aggregate over its steps: a word holds until an event
 * says that it ran out, an escalation belongs to the wait that it ended.
 */
export function alertState({ words, rest }: CountedSteps = ALL_STEPS): string {
  const word = lastWord("event_id", words);
  const kind = lastWord("step", words);
  const caused = (steps: string): string => `groupUniqArrayIf(events.cause, step IN (${steps}) AND ${rest})`;
  const any = (step: string): string => `countIf(step = '${step}' AND ${rest}) > 0`;
  const holds = `NOT has(${caused("'reopened', 'woken'")}, ${word})`;
  return `multiIf(
    ${any("closed")}, 'closed', ${any("cleared")}, 'cleared',
    ${kind} = 'snoozed' AND ${holds}, 'snoozed',
    ${kind} = 'acknowledged' AND ${holds} AND has(${caused("'recovering'")}, ${word}), 'recovering',
    ${kind} = 'acknowledged' AND ${holds}, 'acknowledged',
    has(${caused("'escalated'")}, if(${word} = '', 'raised', ${word})), 'escalated',
    ${kind} = 'acknowledged', 'reopened', 'open')`;
}
