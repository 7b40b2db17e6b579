import { askMetadata } from "./kafka-cluster.ts";
import type { Finding } from "./kafka-check.ts";
import { fetchEnds } from "./kafka-fetch.ts";
import type { KafkaReach } from "./kafka-fetch.ts";
import { controlTopic, isGenerationTopic } from "./kafka-topics.ts";

/** A topic of any generation that has records; undefined: none has, nothing was ever written. */
export async function filledTopic(reach: KafkaReach, prefix: string): Promise<string | undefined> {
  const { topics } = await reach.wire.ask("any", askMetadata("all"));
  const older = topics.filter(({ topic }) => isGenerationTopic(prefix, topic));
  const partitions = older.flatMap(({ topic, partitions: each }) =>
    each.map(({ partition }) => ({ topic, partition })),
  );
  return (await fetchEnds(reach, partitions)).find(({ offset }) => offset > 0)?.topic;
}

/** What there is to say of a log that lost its control topic: it must not begin anew beside its records. */
export function lostControl(prefix: string, filled: string): Finding {
  return {
    name: `topic ${controlTopic(prefix)}`,
    ok: false,
    message: `${filled} has records, but this topic, which says which generation is live, has none`,
    fix: "restore that topic, or choose another MILEPOST_TOPIC_PREFIX for a new deployment",
  };
}
