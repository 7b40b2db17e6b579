import type { LogPlace } from "./events/operations.ts";
import { TOPICS } from "./topics.ts";
import type { Topic } from "./topics.ts";

/** What a dead letter keeps of its record's text, in characters; the whole stands in the log. */
const KEPT_CHARACTERS: number = 64 * 1024;

const ID: RegExp = new RegExp(`^(${TOPICS.join("|")})-(\\d{1,15})-(\\d{1,15})$`);

/** The id of a dead letter: where its record stands, such as `observations-2-118`. */
export function deadLetterId({ topic, partition, offset }: LogPlace): string {
  return `${topic}-${partition}-${offset}`;
}

/** The place that an id names; undefined when it is none. */
export function deadLetterPlace(id: string): LogPlace | undefined {
  const [, topic, partition, offset] = ID.exec(id) ?? [];
  if (topic === undefined) return undefined;
  return { topic: topic as Topic, partition: Number(partition), offset: Number(offset) };
}

/** Everybody may see what sources said; definitions, forecasts and people's records may speak of what is private. */
const KEPT_TOPICS: readonly Topic[] = ["observations", "records", "runs"];

/** What a dead letter keeps of a record's text, for tables that everybody reads; the whole stands in the log. */
export function keptPayload(topic: Topic, text: string): string {
  // Cut in the middle of a character, the rest of it could not be stored.
  return KEPT_TOPICS.includes(topic) ? text.slice(0, KEPT_CHARACTERS).toWellFormed() : "";
}

/** Whether what a dead letter keeps is all there was; else the log alone has the whole. */
export function isWholePayload(topic: Topic, payload: string): boolean {
  return KEPT_TOPICS.includes(topic) && payload.length < KEPT_CHARACTERS;
}
