import { REFERRING_FIRST, TOPICS } from "@milepost/contracts";
import type { Topic } from "@milepost/contracts";

const NUMBER_DIGITS = 6;
const LOG_MEMBER = /^log\/([a-z-]+)\/(\d{1,4})\/(\d{6})\.ndjson\.gz$/;

/** A member of the log, by its name. */
export interface LogMember {
  readonly topic: Topic;
  readonly partition: number;
  /** Members of a partition are numbered from 0 on. */
  readonly number: number;
}

export function logMemberName({ topic, partition, number }: LogMember): string {
  return `log/${topic}/${partition}/${String(number).padStart(NUMBER_DIGITS, "0")}.ndjson.gz`;
}

/** Reads a name; undefined when it is no member of the log. */
export function logMember(name: string): LogMember | undefined {
  const [, topic, partition, number] = LOG_MEMBER.exec(name) ?? [];
  const known = TOPICS.find((one) => one === topic);
  return known === undefined
    ? undefined
    : { topic: known, partition: Number(partition), number: Number(number) };
}

/** Every partition, in the order in which a backup has them: what is referred to comes before what refers to it. */
export function partitionsInOrder(
  partitions: Readonly<Record<Topic, number>>,
): readonly Omit<LogMember, "number">[] {
  return REFERRING_FIRST.toReversed().flatMap((topic) =>
    Array.from({ length: partitions[topic] }, (_, partition) => ({ topic, partition })),
  );
}
