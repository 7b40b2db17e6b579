import type { MilepostEvent, Position, Topic } from "@milepost/contracts";

/** An event on its way into the log. */
export interface NewRecord {
  readonly topic: Topic;
  /** Records of one key keep their order. */
  readonly key: string;
  readonly event: MilepostEvent;
}

/** Where an appended record stands. */
export interface Placed {
  readonly topic: Topic;
  readonly partition: number;
  readonly offset: number;
}

/** One record as it stands in the log. `value` is what was stored, not yet checked: readers use `readEvent`. */
export interface LogRecord extends Placed {
  readonly key: string;
  /** Parsed JSON; undefined when the stored bytes are no JSON (see `text`). */
  readonly value: unknown;
  /** The stored value as text. */
  readonly text: string;
}

export interface Partition {
  readonly topic: Topic;
  readonly partition: number;
}

export interface ReadOptions extends Partition {
  /** First offset wanted (inclusive). */
  readonly from: number;
  /** First offset not wanted. */
  readonly to: number;
  /** Records a batch at most; one of large records has fewer. */
  readonly batchSize?: number;
}

export interface ConsumeOptions {
  /** Consumer group; its committed offsets survive restarts. */
  readonly group: string;
  readonly topics: readonly Topic[];
  /** A batch of large records has fewer: it is full once it has some 16 million characters. */
  readonly maxBatchRecords: number;
  /** How long a smaller batch may wait for more, in milliseconds. */
  readonly maxWaitMs: number;
  /**
   * Takes one batch of records of any of the topics' partitions, each partition in offset order.
   * Offsets are committed after it resolves, and never past a record it did not see. When it rejects,
   * nothing is committed and the same records come again after a growing pause.
   */
  readonly onBatch: (records: readonly LogRecord[]) => Promise<void>;
  /** Called at the steps of a batch that are not the caller's own; tests end the process there. */
  readonly onStep?: (step: ConsumeStep) => void;
  /**
   * Called after each try to get at records that failed, and without trouble once the consumer goes on. Batches that are not
   * taken are no trouble of the log's.
   */
  readonly onTrouble?: (trouble: ConsumerTrouble | undefined) => void;
}

/** Why a consumer gets no records. */
export interface ConsumerTrouble {
  /** Tries that failed in a row. */
  readonly failures: number;
  /** What is wrong and what to do about it. */
  readonly reason: string;
}

/** A batch was gathered; its offsets are about to be committed; they were. */
export type ConsumeStep = "polled" | "committing" | "committed";

export interface Consumer {
  /** Resolves once the group's commits have reached the position, partition by partition, whichever instance made them. */
  waitFor(position: Position): Promise<void>;
  /** Stops taking batches, waits for the one under way (within a bound), and lets go. */
  close(): Promise<void>;
}

/** The append-only log: the only truth. */
export interface EventLog {
  /** Which generation of the topics this is; only one is ever live. */
  readonly generation: number;
  /** How many partitions each topic has in this generation. */
  readonly partitions: Readonly<Record<Topic, number>>;
  /** Id of the deployment whose log this is, made when the log was. */
  readonly deployment: string;
  /**
   * Once it resolves, all records are durable, in the given order per key; on rejection none is visible, except with the
   * code `log_unavailable`: then they may or may not be there, and the caller appends the same ones (source, id) again.
   */
  append(records: readonly NewRecord[]): Promise<readonly Placed[]>;
  /** Records of one partition, in offset order, in batches; ends at `to` or at the end of what is there. */
  read(options: ReadOptions): AsyncIterable<readonly LogRecord[]>;
  /** First unwritten offset of each partition of the topics, as a position; rejects when it cannot be known. */
  end(topics: readonly Topic[]): Promise<Position>;
  /** Offsets committed by a group, for each partition of the topics; 0 where it never did; rejects when unknown. */
  committed(group: string, topics: readonly Topic[]): Promise<Position>;
  /**
   * Joins a group and starts to take batches. Instances of a group in several processes share its partitions where the
   * log lies on servers: what one committed no other gets, and what it did not commit comes to another.
   */
  consume(options: ConsumeOptions): Consumer;
  /**
   * Calls the listener soon after anyone may have appended to one of the topics; calls without news are allowed,
   * a missed append is not. Returns what ends it.
   */
  watch(topics: readonly Topic[], listener: () => void): () => void;
  /** Closes its consumers, finishes the appends under way and lets go; later calls reject with `log_closed`. */
  close(): Promise<void>;
}

/** The key of a partition in a `Position`: `observations/2`. */
export function partitionKey({ topic, partition }: Partition): string {
  return `${topic}/${partition}`;
}

export { recordAt } from "./record-at.ts";
export { followTopic } from "./follow-topic.ts";
export type { Follower, FollowOptions } from "./follow-topic.ts";
