import { z } from "zod";
import type { Query } from "../index.ts";
import { count } from "./row-fields.ts";

export const messagesThisWeekRow = z.object({ messages: count });
/** How much of a week's budget is used. */
export type MessagesThisWeekRow = z.infer<typeof messagesThisWeekRow>;

/** Messages that were sent to a person, or tried, since Monday in a time zone, by the machine's clock; tests are left out. */
export function messagesThisWeek(options: {
  readonly person: string;
  /** IANA zone. */
  readonly zone: string;
}): Query<MessagesThisWeekRow> {
  return {
    name: "messages this week",
    sql: `SELECT toUInt32(uniqExact(message)) AS messages FROM {base:Identifier}.delivery_events
WHERE person = {person:String} AND NOT test AND attempted_at >= toDateTime(toStartOfWeek(now(), 1, {zone:String}), {zone:String})`,
    params: { ...options },
    settings: { max_threads: 1 },
    row: messagesThisWeekRow,
  };
}
