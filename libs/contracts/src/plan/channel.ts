import { z } from "zod";
import { idSchema } from "./kpi.ts";

const SECRET = /^(?:env|file):[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/;
const WEB_ADDRESS = /^https?:\/\/[^\s]+$/;
const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** The name of a secret; the secret itself stands in no plan, event or log. */
export const secretReferenceSchema = z
  .string()
  .regex(
    SECRET,
    "name where the secret is kept, such as env:MAIL_SERVER or file:mail-server; the secret itself never stands in a plan",
  );

/** Who looks after a channel: told when it stops working; absent: the data owners of what it should have told. */
const owner = idSchema.optional();

/** E-mail to each recipient's own address. */
export const emailChannelSchema = z.strictObject({
  kind: z.literal("email"),
  owner,
  /** Secret with the server's address, such as `smtps://user:password@mail.example.org:465`. */
  server: secretReferenceSchema,
  /** Sender, such as `Milepost <milepost@example.org>`. */
  from: z.string().min(3).max(200),
});

/** An incoming webhook of Slack or what is compatible with it. */
export const slackChannelSchema = z.strictObject({
  kind: z.literal("slack"),
  owner,
  /** Secret with the webhook's address: whoever knows it may post. */
  url: secretReferenceSchema,
});

/** A webhook of Microsoft Teams' workflows or what is compatible with it. */
export const teamsChannelSchema = z.strictObject({
  kind: z.literal("teams"),
  owner,
  /** Secret with the webhook's address: whoever knows it may post. */
  url: secretReferenceSchema,
});

/** Any receiver, by HTTP, signed as Standard Webhooks says. */
export const webhookChannelSchema = z.strictObject({
  kind: z.literal("webhook"),
  owner,
  /** The address, or a secret with it. */
  url: z
    .string()
    .max(2_000)
    .refine((text) => SECRET.test(text) || (WEB_ADDRESS.test(text) && URL.canParse(text)), {
      message: "give an address such as https://example.org/hook, or the name of a secret that holds it",
    }),
  /** Secret that messages are signed with: `whsec_` and at least 24 bytes in Base64. */
  signing: secretReferenceSchema,
});

/** A way by which people are told. */
export const channelSchema = z.discriminatedUnion("kind", [
  emailChannelSchema,
  slackChannelSchema,
  teamsChannelSchema,
  webhookChannelSchema,
]);
export type ChannelDefinition = z.infer<typeof channelSchema>;

const timeOfDay = z.string().regex(TIME_OF_DAY, 'give a time of day such as "20:00"');

/** How a person wants to be told; `default` speaks for everybody who has no entry. */
export const recipientSchema = z.strictObject({
  /** Channels, the one to try first in front; none: the page alone. */
  channels: z.array(idSchema).max(10),
  /** IANA zone of quiet hours and weeks; absent: the default calendar's. */
  timeZone: z.string().optional(),
  /** Nothing is sent from … to …; what comes up meanwhile is sent together afterwards. */
  quietHours: z.strictObject({ from: timeOfDay, to: timeOfDay }).optional(),
  /** Messages in a calendar week, at most; the rest comes as one digest with the next week. */
  perWeek: z.int().min(1).max(100).default(5),
  /** This person has left: whatever would go to them, alerts and messages, goes to this one instead. */
  successor: idSchema.optional(),
});
export type RecipientPreferences = z.infer<typeof recipientSchema>;
