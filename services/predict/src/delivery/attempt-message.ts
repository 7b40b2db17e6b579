import type { ChannelParts, Message, Recipient, SendResult } from "@milepost/channels";
import type { MessageAttemptedData, ToldAbout } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import type { News } from "../deployment.ts";
import type { OpenChannel } from "./delivery-parts.ts";

/** One attempt about to be made. */
export interface Attempt {
  readonly plan: PlanState;
  readonly channel: string;
  readonly message: Message;
  readonly to: Recipient;
  /** The how manyth of the message. */
  readonly number: number;
  readonly about: readonly ToldAbout[];
  /** When it is tried again where nobody takes it; null: it is not. */
  readonly retryAt: (askedMs: number | null) => number | null;
}

/** What came of it: what to append, and what the receiver said. */
export interface Attempted {
  readonly result: SendResult;
  readonly news: readonly News[];
}

export interface AttemptParts {
  readonly openChannel: OpenChannel;
  readonly channelParts: ChannelParts;
  readonly signal: AbortSignal;
}

/** Sends a message through a channel of the plan once, and puts what came of it into events. */
export async function attemptMessage(attempt: Attempt, parts: AttemptParts): Promise<Attempted> {
  const { plan, channel, message, to, number, about } = attempt;
  const { now } = parts.channelParts;
  const defined = plan.channels.get(channel);
  if (defined === undefined) throw new RangeError(`the plan has no channel ${channel}`);
  const startedAt = new Date(now()).toISOString();
  const opened = parts.openChannel(defined.definition, parts.channelParts);
  const result = await opened.send(message, to, parts.signal);
  const at = new Date(now()).toISOString();
  const retry = result.outcome === "retry" ? attempt.retryAt(result.retryAfterMs) : null;
  const data: MessageAttemptedData = {
    message: message.id,
    person: to.person,
    channel,
    kind: opened.kind,
    attempt: number,
    outcome: result.outcome,
    reason: result.outcome === "delivered" ? result.answer : result.reason,
    status: result.status,
    startedAt,
    at,
    retryAt: retry === null ? null : new Date(retry).toISOString(),
    test: message.test,
    about: about.map(({ telling, alert, goal }) => ({ telling, alert, goal })),
    ...(result.outcome === "delivered" && result.plainBecause !== undefined
      ? { plainBecause: result.plainBecause }
      : {}),
  };
  const id = `${message.id}-attempt-${number}`;
  const attempted = { type: "milepost.message.attempted.v1", id, key: to.person, data } as const;
  if (result.outcome !== "refused" || message.test) return { result, news: [attempted] };
  const person = result.scope === "recipient" ? to.person : null;
  const goals = [...new Set(about.flatMap(({ goal }) => goal ?? []))];
  const { version } = defined;
  const paused = {
    type: "milepost.channel.paused.v1",
    id: `${message.id}-paused-${number}`,
    key: channel,
    data: { channel, person, version, message: message.id, goals, reason: data.reason, at },
  } as const;
  return { result, news: [attempted, paused] };
}
