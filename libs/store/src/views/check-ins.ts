import { privateGoals } from "./newest-definitions.ts";
import type { View } from "./view.ts";
import { INSTANT, LINEAGE_COLUMNS, MAYBE_TEXT } from "./view.ts";

export const checkIns: View = {
  name: "check_ins",
  comment:
    "How sure people said they were of reaching a goal's target; of a goal the one with the latest time holds",
  columns: [
    ["goal", "String", "Goal id"],
    [
      "id",
      "String",
      "Id of the event; a comment stands under it in the person store, which is no part of this database",
    ],
    ["said_by", "String", "Who said it: a person's id"],
    ["confidence", "UInt8", "How sure, from 0 (not at all) to 10"],
    ["period", MAYBE_TEXT, "The goal's period that it speaks of; NULL: the goal as it stands"],
    ["time", INSTANT, "When it was said, by the deployment's clock"],
    ["recorded_at", INSTANT, "When it was appended to the log"],
    ...LINEAGE_COLUMNS,
  ],
  select: (base) => `SELECT *, event_id AS id, ifNull(judgements.confidence, 0) AS confidence
FROM ${base}.judgement_events AS judgements FINAL
WHERE word = 'check_in' AND goal NOT IN (${privateGoals(base)})`,
};
