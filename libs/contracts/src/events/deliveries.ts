import { z } from "zod";
import { idSchema } from "../plan/kpi.ts";
import { defineEvent } from "./define.ts";

const instant = z.iso.datetime({ offset: true });

/** What a message is about; null: no alert, or no goal. */
export const toldAboutSchema = z.object({
  /** Id of what has to be told: each is told to one person once. */
  telling: z.string().min(1).max(300),
  alert: idSchema.nullable(),
  goal: idSchema.nullable(),
});
export type ToldAbout = z.infer<typeof toldAboutSchema>;

/** One thing that a message tells. */
export const messageItemSchema = z.object({
  ...toldAboutSchema.shape,
  headline: z.string(),
  lines: z.array(z.string()),
  /** Path of the page on which it is read and taken on. */
  page: z.string(),
  /** The goal's chances, the oldest first; null: unknown. Empty: nothing to draw. */
  chances: z.array(z.object({ period: z.string(), chance: z.number().min(0).max(1).nullable() })),
  /** Alerts are raised below this chance; null: no rule. */
  raiseBelow: z.number().min(0).max(1).nullable(),
});
export type ToldItem = z.infer<typeof messageItemSchema>;

export const messageComposedData = z.looseObject({
  /** Id under which every channel sends it, on every attempt. */
  message: idSchema,
  person: idSchema,
  /** When, by the world's clock: a demo's own clock says another time. */
  at: instant,
  /** Monday of the week whose budget it counts for, in the person's time zone. */
  week: z.iso.date(),
  subject: z.string(),
  /** Items by initiative; null: they belong to none. */
  groups: z
    .array(z.object({ title: z.string().nullable(), items: z.array(messageItemSchema).min(1) }))
    .min(1),
});
export type MessageComposedData = z.infer<typeof messageComposedData>;
/** What one person is to be told, as it will be sent; what is in it is in no other message to this person. */
export const messageComposed = defineEvent(
  "milepost.message.composed.v1",
  "assessments",
  messageComposedData,
);

export const messageAttemptedData = z.looseObject({
  message: idSchema,
  person: idSchema,
  channel: idSchema,
  kind: z.enum(["email", "slack", "teams", "webhook"]),
  /** The how manyth attempt of the message, over all channels. */
  attempt: z.int().positive(),
  /** `retry`: nobody took it yet, it is tried again; `refused`: never by this channel. */
  outcome: z.enum(["delivered", "retry", "refused"]),
  /** What the receiver answered, or why there was no answer; without addresses. */
  reason: z.string(),
  /** The receiver's code; null: there was none. */
  status: z.int().nullable(),
  /** When it began and ended, by the world's clock. */
  startedAt: instant,
  at: instant,
  /** When it is tried again at the earliest; null: it is not, by this channel. */
  retryAt: instant.nullable(),
  test: z.boolean(),
  about: z.array(toldAboutSchema),
  /** Why only the plain form was sent; absent: all of it was. */
  plainBecause: z.string().optional(),
});
export type MessageAttemptedData = z.infer<typeof messageAttemptedData>;
/** One attempt to deliver a message ended; appended after the answer. */
export const messageAttempted = defineEvent(
  "milepost.message.attempted.v1",
  "assessments",
  messageAttemptedData,
);

export const channelPausedData = z.looseObject({
  channel: idSchema,
  /** Null: for everybody; else for this person alone. */
  person: idSchema.nullable(),
  /** The channel's definition by its version: another one is another channel, and not paused. */
  version: z.int().positive(),
  /** The message that was refused. */
  message: idSchema,
  /** Goals that the message was about: the owners of their data are told. */
  goals: z.array(idSchema),
  reason: z.string(),
  at: instant,
});
export type ChannelPausedData = z.infer<typeof channelPausedData>;
/** A channel refused for good: nothing goes through it until a test succeeds or the plan defines it anew. */
export const channelPaused = defineEvent("milepost.channel.paused.v1", "assessments", channelPausedData);

/** A test went through: the channel is used again, for everybody or for one person. */
export const channelResumed = defineEvent(
  "milepost.channel.resumed.v1",
  "assessments",
  z.looseObject({ channel: idSchema, person: idSchema.nullable(), message: idSchema, at: instant }),
);
