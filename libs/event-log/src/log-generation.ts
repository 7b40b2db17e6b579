import { PARTITIONS, TOPICS } from "@milepost/contracts";
import type { Topic } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import type { Partition } from "./index.ts";

/** Which generation of a log is live, as its control record says. */
export interface LogGeneration {
  /** Id of the deployment; every generation of a log has the same. */
  readonly deployment: string;
  readonly generation: number;
  readonly partitions: Readonly<Record<Topic, number>>;
}

/** The generation that a new log begins with. */
export function firstGeneration(deployment: string): LogGeneration {
  return { deployment, generation: 1, partitions: PARTITIONS };
}

/** Every partition of some topics in a generation. */
export function partitionsOf(
  { partitions }: Pick<LogGeneration, "partitions">,
  topics: readonly Topic[],
): readonly Partition[] {
  return topics.flatMap((topic) =>
    Array.from({ length: partitions[topic] }, (_, partition) => ({ topic, partition })),
  );
}

/** Reads a control record; rejects one that this version does not understand. */
export function parseGeneration(text: string): LogGeneration {
  const found = JSON.parse(text) as Partial<LogGeneration>;
  const { deployment, generation, partitions } = found;
  const isUsable =
    typeof deployment === "string" &&
    Number.isSafeInteger(generation) &&
    TOPICS.every((topic) => (partitions?.[topic] ?? 0) > 0);
  if (isUsable) return found as LogGeneration;
  throw new MilepostError(
    "log_corrupt",
    `The log's control record cannot be read: ${text}. Was it written by a newer Milepost?`,
  );
}
