import { REVIEW_DECISIONS } from "@milepost/contracts";
import { z } from "zod";
import type { Query } from "../index.ts";
import { allOf, given } from "./conditions.ts";
import { figure, flag, instant, lineage, maybeInstant, maybeText, text } from "./row-fields.ts";

export const REVIEW_STATUSES = ["open", "concluded", "closed"] as const;

export const reviewRow = z.object({
  review: text,
  goal: text,
  report: text,
  status: z.enum(REVIEW_STATUSES),
  /** What opened it. */
  kind: text,
  title: text,
  happened_at: instant,
  opened_at: instant,
  assessment_before: maybeText,
  period_before: maybeText,
  p_hit_before: figure,
  reassessed_at: maybeInstant,
  assessment_after: maybeText,
  period_after: maybeText,
  p_hit_after: figure,
  decision: z.enum(REVIEW_DECISIONS).nullable(),
  concluded_by: maybeText,
  concluded_at: maybeInstant,
  conclusion: maybeText,
  outcome: z.enum(["hit", "miss", "unscored"]).nullable(),
  closed_at: maybeInstant,
  ...lineage,
});
/** A goal that is looked at out of its cycle, with what opened it. */
export type ReviewRow = z.infer<typeof reviewRow>;

/** Reviews, the newest first; those of private goals are left out. */
export function reviews(
  options: { readonly review?: string; readonly goals?: readonly string[] } = {},
): Query<ReviewRow> {
  const where = allOf(
    options.review !== undefined && "review = {review:String}",
    options.goals && "goal IN {goals:Array(String)}",
  );
  return {
    name: "reviews",
    sql: `SELECT reviews.*, reports.kind AS kind, reports.title AS title, reports.happened_at AS happened_at
FROM reviews INNER JOIN (SELECT report, kind, title, happened_at FROM external_events) AS reports USING (report)
WHERE ${where} ORDER BY opened_at DESC, review`,
    params: given({ ...options }),
    settings: { max_threads: 1 },
    row: reviewRow,
  };
}

export const externalEventRow = z.object({
  report: text,
  source: text,
  id: text,
  kind: text,
  title: text,
  happened_at: instant,
  goals: z.array(text),
  unknown_goals: z.array(text),
  unknown_kpis: z.array(text),
  actor: text,
  recorded_at: instant,
  ...lineage,
});
/** What somebody reported of the world outside. */
export type ExternalEventRow = z.infer<typeof externalEventRow>;

/** What was reported of the world outside, the newest first. */
export function externalEvents(): Query<ExternalEventRow> {
  return {
    name: "external-events",
    sql: "SELECT * FROM external_events ORDER BY log_offset DESC",
    params: {},
    settings: { max_threads: 1 },
    row: externalEventRow,
  };
}

export const reviewStandingRow = z.object({
  goal: text,
  concluded: flag,
  closed: flag,
  words: z.array(text),
});
/** What a command needs to know of a review. */
export type ReviewStandingRow = z.infer<typeof reviewStandingRow>;

/** Where a review stands, those of private goals included; no row: there is no such review. */
export function reviewStanding({ review }: { readonly review: string }): Query<ReviewStandingRow> {
  return {
    name: "review standing",
    sql: `SELECT any(steps.goal) AS goal, toBool(countIf(step = 'concluded') > 0) AS concluded,
  toBool(countIf(step = 'closed') > 0) AS closed,
  groupUniqArrayIf(event_id, step = 'concluded') AS words
FROM {base:Identifier}.review_events AS steps
WHERE review = {review:String}
GROUP BY review HAVING countIf(step = 'opened') > 0`,
    params: { review },
    settings: { max_threads: 1 },
    row: reviewStandingRow,
  };
}
