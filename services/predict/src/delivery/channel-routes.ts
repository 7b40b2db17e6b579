import { commandHeaders, problemSchema } from "@milepost/contracts";
import { oncePerKey } from "@milepost/runtime";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Deployment } from "../deployment.ts";
import type { DeliveryParts } from "./delivery-parts.ts";
import { pausesInForce, preferencesOf } from "./recipients.ts";
import { testChannel } from "./test-channel.ts";
import type { ChannelTested } from "./test-channel.ts";

const channelSchema = z
  .object({
    channel: z.string(),
    kind: z.enum(["email", "slack", "teams", "webhook"]),
    owner: z.string().nullable(),
    /** People who are told by it, at first or after another one. */
    recipients: z.int().nonnegative(),
    /** Empty: it is in use. */
    paused: z.array(
      z.object({
        person: z.string().nullable(),
        reason: z.string(),
        since: z.iso.datetime({ offset: true }),
      }),
    ),
  })
  .meta({ id: "Channel" });

/** A channel by which people are told, and why it is paused where it is. */
export type ListedChannel = z.output<typeof channelSchema>;

const channelsSchema = z.object({ items: z.array(channelSchema), next: z.null() }).meta({ id: "Channels" });

const testedSchema = z
  .object({
    channel: z.string(),
    person: z.string(),
    message: z.string(),
    outcome: z.enum(["delivered", "retry", "refused"]),
    reason: z.string(),
    status: z.int().nullable(),
    resumed: z.boolean(),
  })
  .meta({ id: "ChannelTested" });

/** `GET /channels`, `POST /channels/{channel}/test`. */
export function registerChannelRoutes(app: FastifyInstance, parts: DeliveryParts): void {
  const once = oncePerKey<ChannelTested>();
  const typed = app.withTypeProvider<ZodTypeProvider>();
  typed.get(
    "/channels",
    {
      schema: {
        summary: "List the channels by which people are told, and which of them are paused and why",
        response: { 200: channelsSchema },
      },
    },
    async () => ({ items: [...(await listChannels(parts))], next: null }),
  );
  typed.post(
    "/channels/:channel/test",
    {
      schema: {
        summary: "Send a message that says it is a test, and tell what the receiver answered",
        params: z.object({ channel: z.string() }),
        headers: commandHeaders,
        body: z.object({ to: z.string().optional() }).nullish().meta({ id: "ChannelTest" }),
        response: { 200: testedSchema, "4xx": problemSchema },
      },
    },
    (request) => {
      const { "idempotency-key": key, "milepost-actor": actor } = request.headers;
      const { channel } = request.params;
      return once(key === undefined ? undefined : `${channel}/${key}`, () =>
        testChannel(channel, { to: request.body?.to, actor }, parts),
      );
    },
  );
}

/** The channels as they stand, with everything that is in the log by now. */
export async function listChannels({ open }: Pick<DeliveryParts, "open">): Promise<readonly ListedChannel[]> {
  const deployment = await open();
  await deployment.catchUp();
  return channelsOf(deployment);
}

function channelsOf(deployment: Deployment): readonly ListedChannel[] {
  const { plan } = deployment.planNow();
  const pauses = pausesInForce(plan, deployment.deliveries.pauses());
  const people = [...deployment.people().keys()];
  return [...plan.channels.values()].map(({ id, definition }) => ({
    channel: id,
    kind: definition.kind,
    owner: definition.owner ?? null,
    recipients: people.filter((person) => preferencesOf(plan, person)?.channels.includes(id)).length,
    paused: pauses
      .filter(({ channel }) => channel === id)
      .map(({ person, reason, at }) => ({ person, reason, since: at })),
  }));
}
