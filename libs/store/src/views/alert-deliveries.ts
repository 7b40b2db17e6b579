import { privateGoals } from "./newest-definitions.ts";
import type { View } from "./view.ts";
import { INSTANT, LINEAGE_COLUMNS, MAYBE_INSTANT, MAYBE_TEXT } from "./view.ts";

export const alertDeliveries: View = {
  name: "alert_deliveries",
  comment:
    "How people were told: an attempt to deliver a message through a channel, once for each alert in it",
  columns: [
    ["alert", "String", "Alert id; empty: the message told something else, or was a test"],
    ["goal", "String", "Goal that the alert is about; empty as above"],
    ["telling", "String", "What was told: each is told to a person once; empty: a test"],
    ["message", "String", "Message id: the same on every attempt and channel"],
    ["person", "String", "Who was told, by id"],
    ["channel", "String", "Channel of the plan"],
    ["channel_kind", "String", "email, slack, teams or webhook"],
    ["attempt", "UInt32", "The how manyth attempt of the message, over all channels"],
    ["outcome", "String", "delivered, retry or refused"],
    ["reason", "String", "What the receiver answered, or why there was no answer; without addresses"],
    ["status", "Nullable(Int32)", "The receiver's code; NULL: there was none"],
    ["started_at", INSTANT, "When the attempt began, by the machine's clock"],
    ["attempted_at", INSTANT, "When it ended, by the machine's clock"],
    ["retry_at", MAYBE_INSTANT, "When it is tried again at the earliest; NULL: not by this channel"],
    ["test", "Bool", "True: somebody tested the channel"],
    ["plain_because", MAYBE_TEXT, "Why only the plain form was sent; NULL: all of it was"],
    ["recorded_at", INSTANT, "When it was appended to the log"],
    ...LINEAGE_COLUMNS,
  ],
  select: (base) => `SELECT * FROM ${base}.delivery_events FINAL WHERE goal NOT IN (${privateGoals(base)})`,
};
