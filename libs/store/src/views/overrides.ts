import { privateGoals } from "./newest-definitions.ts";
import type { View } from "./view.ts";
import { INSTANT, LINEAGE_COLUMNS } from "./view.ts";

export const overrides: View = {
  name: "overrides",
  comment:
    "What people said of how goals will end, against or with the model; of a goal the one with the latest time holds, until its date begins",
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
    ["time", INSTANT, "When it was said, by the deployment's clock"],
    ["recorded_at", INSTANT, "When it was appended to the log"],
    ...LINEAGE_COLUMNS,
  ],
  select: (
    base,
  ) => `SELECT *, event_id AS id, ifNull(judgements.says, '') AS says, ifNull(judgements.until, toDate32('1970-01-01')) AS until
FROM ${base}.judgement_events AS judgements FINAL
WHERE word = 'override' AND goal NOT IN (${privateGoals(base)})`,
};
