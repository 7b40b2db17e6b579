import { privateGoals } from "./newest-definitions.ts";
import type { View } from "./view.ts";
import { INSTANT, LINEAGE_COLUMNS, MAYBE_INSTANT, MAYBE_TEXT } from "./view.ts";

export const overrides: View = {
  name: "overrides",
  comment:
    "What people said of how goals will end, against or with the model; of a goal the one with the latest time holds, until its date begins or it is withdrawn",
  columns: [
    ["goal", "String", "Goal id"],
    [
      "id",
      "String",
      "Id of the event; the reason stands under it in the person store, which is no part of this database",
    ],
    ["said_by", "String", "Who said it: a person's id"],
    ["says", "String", "hit or miss: how the goal will end"],
    ["until", "Date32", "Local date at whose beginning it expires, in the time zone of the goal's KPI"],
    [
      "withdrawal",
      MAYBE_TEXT,
      "Id of the event that took it back, under which the person store has why; NULL: it was not withdrawn",
    ],
    ["withdrawn_by", MAYBE_TEXT, "Who took it back: a person's id"],
    ["withdrawn_at", MAYBE_INSTANT, "When, by the deployment's clock: it does not hold from then on"],
    ["time", INSTANT, "When it was said, by the deployment's clock"],
    ["recorded_at", INSTANT, "When it was appended to the log"],
    ...LINEAGE_COLUMNS,
  ],
  // Of two who withdraw it at once, the first one did.
  select: (
    base,
  ) => `SELECT said.*, said.event_id AS id, ifNull(said.says, '') AS says, ifNull(said.until, toDate32('1970-01-01')) AS until,
  nullIf(back.withdrawal, '') AS withdrawal, nullIf(back.withdrawn_by, '') AS withdrawn_by,
  if(back.withdrawal = '', NULL, back.withdrawn_at) AS withdrawn_at
FROM (
  SELECT * FROM ${base}.judgement_events AS judgements FINAL WHERE word = 'override' AND goal NOT IN (${privateGoals(base)})
) AS said
LEFT JOIN (
  SELECT ifNull(withdraws, '') AS of, argMin(event_id, (time, event_id)) AS withdrawal,
    argMin(said_by, (time, event_id)) AS withdrawn_by, min(time) AS withdrawn_at
  FROM ${base}.judgement_events AS judgements FINAL WHERE word = 'withdrawal' GROUP BY of
) AS back ON said.event_id = back.of`,
};
