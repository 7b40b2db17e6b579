import { randomUUID } from "node:crypto";
import { MilepostError } from "@milepost/runtime";
import { firstControl } from "../generations/log-control.ts";
import { firstGeneration } from "../log-generation.ts";
import type { LogGeneration } from "../log-generation.ts";
import { createTopics } from "./kafka-admin.ts";
import { findings, refuseUnfit, topicState } from "./kafka-check.ts";
import { readLiveGeneration, writeControl } from "./kafka-control.ts";
import type { KafkaReach } from "./kafka-fetch.ts";
import type { KafkaLogOptions } from "./kafka-options.ts";
import { controlTopic, wantedTopics } from "./kafka-topics.ts";
import { filledTopic, lostControl } from "./lost-control.ts";
import { untilAnswered } from "./until-answered.ts";

/** The generation that is live, checked; a log that has none is new, and begins. */
export async function openGeneration(
  reach: KafkaReach,
  options: KafkaLogOptions,
  timeoutMs: number,
): Promise<LogGeneration> {
  const { prefix } = options;
  const patience = { timeoutMs, doing: "opening the log" };
  const { isNew } = await untilAnswered(patience, () => topicState(reach, options));
  if (isNew) await begin(reach, options, timeoutMs);
  refuseUnfit(await untilAnswered(patience, () => findings(reach, options)));
  const found = await untilAnswered(patience, () => readLiveGeneration(reach, prefix));
  if (found === undefined) throw new MilepostError("log_corrupt", `${controlTopic(prefix)} has no record`);
  return found;
}

async function begin(
  reach: KafkaReach,
  { prefix, replicationFactor }: KafkaLogOptions,
  timeoutMs: number,
): Promise<void> {
  const filled = await filledTopic(reach, prefix);
  if (filled !== undefined) refuseUnfit([lostControl(prefix, filled)]);
  const live = firstGeneration(randomUUID());
  await createTopics(reach, wantedTopics(prefix, live), replicationFactor);
  // When another process begins it at the same time, both go by the record that came first.
  await writeControl(reach, prefix, { control: firstControl(live), after: undefined, timeoutMs });
}
