import { PARTITIONS } from "@milepost/contracts";
import type { Topic } from "@milepost/contracts";
import type { Partition } from "./index.ts";

/** One generation of a log. */
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
