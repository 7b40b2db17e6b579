import { randomUUID } from "node:crypto";
import type { Message } from "@milepost/channels";
import type { FieldProblem } from "@milepost/contracts";
import { nearestIds } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import type { Deployment, News } from "../deployment.ts";
import { attemptMessage } from "./attempt-message.ts";
import type { DeliveryParts } from "./delivery-parts.ts";
import { channelPartsOf, recipientOf } from "./tell-person.ts";
import { preferencesOf } from "./recipients.ts";

/** What a test of a channel brought. */
export interface ChannelTested {
  readonly channel: string;
  readonly person: string;
  readonly message: string;
  readonly outcome: "delivered" | "retry" | "refused";
  /** What the receiver answered, or why there was no answer. */
  readonly reason: string;
  readonly status: number | null;
  /** Whether the channel was paused and is used again. */
  readonly resumed: boolean;
}

const LONGEST_CHANNEL = 70;

/** Sends a message through a channel that says that it is a test, once; where it goes through, a paused channel is used again. */
export async function testChannel(
  channel: string,
  { to, actor }: { readonly to: string | undefined; readonly actor: string | undefined },
  parts: DeliveryParts,
): Promise<ChannelTested> {
  const deployment = await parts.open();
  await deployment.catchUp();
  const { plan } = deployment.planNow();
  if (!plan.channels.has(channel)) throw unknownChannel(channel, [...plan.channels.keys()]);
  const person = personToTell(deployment, channel, { to, actor });
  const message = testMessage(channel, parts.settings.worldClock.now());
  const attempt = {
    plan,
    channel,
    message,
    to: recipientOf(deployment, person),
    number: 1,
    about: [],
    retryAt: () => null,
  };
  const sending = { openChannel: parts.openChannel, channelParts: channelPartsOf(parts) };
  const { result, news } = await attemptMessage(attempt, {
    ...sending,
    signal: new AbortController().signal,
  });
  const resumed = result.outcome === "delivered" ? resumedBy(deployment, { channel, person, message }) : [];
  await deployment.append([...news, ...resumed]);
  const { outcome, status } = result;
  const reason = result.outcome === "delivered" ? result.answer : result.reason;
  return { channel, person, message: message.id, outcome, reason, status, resumed: resumed.length > 0 };
}

function testMessage(channel: string, now: number): Message {
  return {
    id: `test-${channel.slice(0, LONGEST_CHANNEL)}-${randomUUID()}`,
    at: new Date(now).toISOString(),
    subject: `Milepost reaches you through ${channel}`,
    test: true,
    groups: [],
  };
}

interface Resuming {
  readonly channel: string;
  readonly person: string;
  readonly message: Message;
}

function resumedBy(deployment: Deployment, { channel, person, message }: Resuming): readonly News[] {
  const held = deployment.deliveries
    .pauses()
    .filter((pause) => pause.channel === channel && (pause.person === null || pause.person === person));
  return held.map((pause) => ({
    type: "milepost.channel.resumed.v1",
    id: `${message.id}-resumed-${pause.person ?? "all"}`.slice(0, 240),
    key: channel,
    data: { channel, person: pause.person, message: message.id, at: message.at },
  }));
}

function unknownChannel(channel: string, known: readonly string[]): MilepostError {
  const near = nearestIds(channel, known);
  const meant = near.length === 0 ? "GET /v1/channels lists them" : `did you mean ${near.join(" or ")}?`;
  return new MilepostError("not_found", `There is no channel "${channel}" in the plan; ${meant}`);
}

/** The person named, else who asks, else who looks after the channel, else the first one who is told by it. */
function personToTell(
  deployment: Deployment,
  channel: string,
  { to, actor }: { readonly to: string | undefined; readonly actor: string | undefined },
): string {
  const people = deployment.people();
  if (to !== undefined) {
    if (people.has(to)) return to;
    throw refused(to, `there is no person "${to}" in the plan`);
  }
  const { plan } = deployment.planNow();
  const owner = plan.channels.get(channel)?.definition.owner;
  const users = [...people.keys()].filter((one) => preferencesOf(plan, one)?.channels.includes(channel));
  const found = [actor, owner, ...users].find((one) => one !== undefined && people.has(one));
  if (found === undefined) throw refused("", "nobody is told by this channel yet");
  return found;
}

function refused(to: string, message: string): MilepostError {
  const fix = "name in `to` a person that the plan has under people";
  const problem: FieldProblem = { field: "body.to", code: "unknown_person", message, fix };
  return new MilepostError("invalid_input", `Nobody can be told${to === "" ? "" : ` as "${to}"`}`, {
    details: { problems: [problem] },
  });
}
