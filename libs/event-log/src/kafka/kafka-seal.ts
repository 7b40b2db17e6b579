import { setTimeout as delay } from "node:timers/promises";
import { errorCode, MilepostError } from "@milepost/runtime";
import errors from "kafkajs/src/protocol/error.js";
import { refuseOtherLive } from "../generations/sealed.ts";
import type { LogGeneration } from "../log-generation.ts";
import { probeRequest } from "./generation-requests.ts";
import { alterTopics } from "./kafka-admin.ts";
import type { KafkaPartition } from "./kafka-cluster.ts";
import { readControl } from "./kafka-control.ts";
import { answerOf } from "./kafka-errors.ts";
import { atLeaders } from "./kafka-fetch.ts";
import type { KafkaReach } from "./kafka-fetch.ts";
import type { WantedTopic } from "./kafka-topics.ts";
import { send } from "./kafka-wire.ts";

/** No batch is so small: every append is refused by the broker itself. */
const SIZE_LIMIT = "max.message.bytes";
const SEALED_SETTINGS = { [SIZE_LIMIT]: "0" };
const ASK_EVERY_MS = 50;
const SEALED_ANSWER = "MESSAGE_TOO_LARGE";
/** The probe was looked at and found broken: the size was not what kept it out. */
const OPEN_ANSWER = "CORRUPT_MESSAGE";

/**
 * Lets the brokers refuse every append to some partitions. Resolves once each leader was seen to do so: settings reach
 * them a moment after they are changed.
 */
export async function sealPartitions(
  reach: KafkaReach,
  partitions: readonly KafkaPartition[],
  timeoutMs: number,
): Promise<void> {
  const topics = new Set(partitions.map(({ topic }) => topic));
  await alterTopics(reach, new Map([...topics].map((topic) => [topic, SEALED_SETTINGS])));
  const deadline = performance.now() + timeoutMs;
  for (let open = partitions; ;) {
    open = await stillOpen(reach, open);
    if (open.length === 0) return;
    if (performance.now() > deadline) throw notSealed(open);
    await delay(ASK_EVERY_MS);
  }
}

/** Partitions whose leaders would take an append. */
async function stillOpen(
  reach: KafkaReach,
  partitions: readonly KafkaPartition[],
): Promise<readonly KafkaPartition[]> {
  const answers = await atLeaders(reach, partitions, (address, led) =>
    reach.wire.ask(address, (broker) => send(broker, probeRequest(led))),
  );
  return answers.flat().filter(({ errorCode }) => {
    const error = errors.createErrorFromCode(errorCode);
    if (answerOf(error) === SEALED_ANSWER) return false;
    if (answerOf(error) === OPEN_ANSWER) return true;
    reach.cluster.forget();
    throw error;
  });
}

/** What a topic must be like of which it does not matter whether it is sealed. */
export function withoutSizeLimit({ settings, ...topic }: WantedTopic): WantedTopic {
  const { [SIZE_LIMIT]: _limit, ...rest } = settings;
  return { ...topic, settings: rest };
}

/**
 * Rejects with what is wrong with an append that was found too large: a sealed log, or what the error says. To be called
 * with what an append rejected with.
 */
export async function refuseSealedAppend(
  error: unknown,
  {
    reach,
    prefix,
    live,
  }: { readonly reach: KafkaReach; readonly prefix: string; readonly live: LogGeneration },
): Promise<never> {
  if (errorCode(error) === "payload_too_large") {
    const read = await readControl(reach, prefix);
    if (read !== undefined) refuseOtherLive(read.control, live);
  }
  throw error;
}

function notSealed(open: readonly KafkaPartition[]): MilepostError {
  const named = open.map(({ topic, partition }) => `${topic}/${partition}`).join(", ");
  return new MilepostError("log_unavailable", `Kafka still takes appends for ${named}; try again`, {
    retryable: true,
  });
}
