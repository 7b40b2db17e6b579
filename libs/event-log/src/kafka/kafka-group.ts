import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "@milepost/runtime";
import type { JoinedGroup } from "kafkajs/src/milepost-types.js";
import { ASSIGNMENT_PROTOCOL, assignPartitions, decodeAssignment, encodeWish } from "./group-assignment.ts";
import type { PartitionCounts } from "./group-assignment.ts";
import type { KafkaPartition } from "./kafka-cluster.ts";
import { answerOf } from "./kafka-errors.ts";
import type { FetchPosition } from "./fetch-request.ts";
import { coordinatorOf } from "./kafka-offsets.ts";
import type { KafkaLimits } from "./kafka-options.ts";
import type { Address, KafkaBroker, KafkaWire } from "./kafka-wire.ts";

const HEARTBEATS_A_SESSION = 10;
/** Short, for a heartbeat's answer is how a member learns that another one wants its share. */
const LONGEST_HEARTBEAT_MS = 1_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/** Said when a member learns that partitions are dealt out anew. */
export const HAND_OVER = "partitions are to be handed over; the batch under way is finished first";

/** Answers that mean: you are no member any more, others may have your partitions. */
const FENCED: ReadonlySet<string> = new Set([
  "UNKNOWN_MEMBER_ID",
  "ILLEGAL_GENERATION",
  "FENCED_INSTANCE_ID",
  "REBALANCE_IN_PROGRESS",
]);
/** Answers that mean: the group is kept by another broker now, or cannot be asked yet. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  "NOT_COORDINATOR_FOR_GROUP",
  "GROUP_COORDINATOR_NOT_AVAILABLE",
  "GROUP_LOAD_IN_PROGRESS",
]);

export interface GroupOptions {
  /** A wire of its own: joining waits at the broker. */
  readonly wire: KafkaWire;
  readonly groupId: string;
  readonly counts: PartitionCounts;
  readonly limits: KafkaLimits;
  readonly logger: Logger;
}

/** A member of a consumer group. */
export interface KafkaGroup {
  /** Joins, or joins anew, and begins a session; rejects when that does not work out now. */
  join(): Promise<GroupSession>;
  /** Says goodbye, so that others take over at once. */
  leave(): Promise<void>;
}

/** A member's partitions from one rebalance to the next. */
export interface GroupSession {
  /** The partitions it was given, each where the group stopped. */
  readonly positions: readonly FetchPosition[];
  /** Aborted when the partitions are to be handed over, or are lost: finish what is under way, and join again. */
  readonly ending: AbortSignal;
  /**
   * Commits offsets as the member of this session and no other; tries on while the brokers do not answer.
   * False when the group has gone on without it: then nothing was committed, and the records belong to somebody else.
   */
  commit(offsets: readonly FetchPosition[], isOver: () => boolean): Promise<boolean>;
  /** Ends the heartbeats. */
  close(): void;
}

interface Membership {
  readonly memberId: string;
  readonly generationId: number;
}

/** Kafka's classic group protocol. Each session commits with its own generation, so a fenced member moves no offset. */
export function createKafkaGroup(options: GroupOptions): KafkaGroup {
  const { wire, groupId } = options;
  let memberId = "";
  let coordinator: Address | undefined;

  const ask: Ask = async (question) => {
    coordinator ??= await coordinatorOf(wire, groupId);
    try {
      return await wire.ask(coordinator, question);
    } catch (error) {
      const answer = answerOf(error);
      if (answer === undefined || ELSEWHERE.has(answer)) coordinator = undefined;
      throw error;
    }
  };

  return {
    join: async () => {
      try {
        const joined = await askToJoin(ask, options, memberId);
        // Kept whatever comes next: a member that joins under another name waits for its former self to time out.
        memberId = joined.memberId;
        return await startSession(ask, options, await takeShare(ask, options, joined));
      } catch (error) {
        if (answerOf(error) === "UNKNOWN_MEMBER_ID") memberId = "";
        throw error;
      }
    },
    leave: async () => {
      if (memberId === "") return;
      await ask((broker) => broker.leaveGroup({ groupId, memberId }));
      memberId = "";
    },
  };
}

type Ask = <Answer>(question: (broker: KafkaBroker) => Promise<Answer>) => Promise<Answer>;

interface Joined extends Membership {
  readonly partitions: readonly KafkaPartition[];
}

function askToJoin(
  ask: Ask,
  { groupId, counts, limits }: GroupOptions,
  memberId: string,
): Promise<JoinedGroup> {
  const { sessionTimeoutMs: sessionTimeout, rebalanceTimeoutMs: rebalanceTimeout } = limits;
  const groupProtocols = [{ name: ASSIGNMENT_PROTOCOL, metadata: encodeWish(counts) }];
  return ask((broker) =>
    broker.joinGroup({ groupId, memberId, sessionTimeout, rebalanceTimeout, groupProtocols }),
  );
}

/** The member that leads deals the partitions out; every member gets its own. */
async function takeShare(ask: Ask, { groupId }: GroupOptions, joined: JoinedGroup): Promise<Joined> {
  const { memberId, generationId, leaderId, members } = joined;
  const groupAssignment = leaderId === memberId ? assignPartitions(members) : [];
  const { memberAssignment } = await ask((broker) =>
    broker.syncGroup({ groupId, memberId, generationId, groupAssignment }),
  );
  const partitions = Object.entries(decodeAssignment(memberAssignment)).flatMap(([topic, each]) =>
    each.map((partition) => ({ topic, partition })),
  );
  return { memberId, generationId, partitions };
}

async function startSession(ask: Ask, options: GroupOptions, joined: Joined): Promise<GroupSession> {
  const { groupId, limits, logger } = options;
  const { memberId, generationId } = joined;
  const ending = new AbortController();
  let isLost = false;
  const lose = (answer: string): void => {
    isLost = true;
    ending.abort();
    logger.info({ group: groupId, answer }, "the group went on without this member; it joins again");
  };
  const handOver = (): void => {
    if (ending.signal.aborted) return;
    logger.info({ group: groupId }, HAND_OVER);
    ending.abort();
  };
  const positions = await committedPositions(ask, groupId, joined.partitions);
  const stopHeartbeats = startHeartbeats(limits.sessionTimeoutMs, async () => {
    try {
      await ask((broker) => broker.heartbeat({ groupId, memberId, groupGenerationId: generationId }));
    } catch (error) {
      const answer = answerOf(error) ?? "";
      // The member still has its partitions, to finish with them.
      if (answer === "REBALANCE_IN_PROGRESS") handOver();
      else if (FENCED.has(answer) && !isLost) lose(answer);
    }
  });
  return {
    positions,
    ending: ending.signal,
    commit: async (offsets, isOver) => {
      const topics = byTopic(offsets);
      for (let failures = 0; !isLost; failures += 1) {
        try {
          await ask((broker) =>
            broker.offsetCommit({ groupId, memberId, groupGenerationId: generationId, topics }),
          );
          return true;
        } catch (error) {
          const answer = answerOf(error) ?? "";
          if (FENCED.has(answer)) lose(answer);
          else if (isOver()) throw error;
          else await pause({ logger, error, failures });
        }
      }
      return false;
    },
    close: stopHeartbeats,
  };
}

async function pause(why: {
  readonly logger: Logger;
  readonly error: unknown;
  readonly failures: number;
}): Promise<void> {
  const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(why.failures, 10));
  why.logger.info({ err: why.error, pauseMs }, "offsets are not committed yet; trying again");
  await delay(pauseMs);
}

/** Beats on whatever else the process does, as long as it does anything. */
function startHeartbeats(sessionTimeoutMs: number, beat: () => Promise<void>): () => void {
  let beating = false;
  const timer = setInterval(
    () => {
      if (beating) return;
      beating = true;
      void beat().finally(() => (beating = false));
    },
    Math.min(LONGEST_HEARTBEAT_MS, sessionTimeoutMs / HEARTBEATS_A_SESSION),
  );
  return () => clearInterval(timer);
}

async function committedPositions(
  ask: Ask,
  groupId: string,
  partitions: readonly KafkaPartition[],
): Promise<readonly FetchPosition[]> {
  if (partitions.length === 0) return [];
  const topics = byTopic(partitions);
  const { responses } = await ask((broker) => broker.offsetFetch({ groupId, topics }));
  return responses.flatMap(({ topic, partitions: found }) =>
    found.map(({ partition, offset }) => ({ topic, partition, offset: Math.max(0, Number(offset)) })),
  );
}

function byTopic(partitions: readonly (KafkaPartition & { readonly offset?: number })[]): {
  readonly topic: string;
  readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
}[] {
  return [...Map.groupBy(partitions, ({ topic }) => topic)].map(([topic, each]) => ({
    topic,
    partitions: each.map(({ partition, offset = 0 }) => ({ partition, offset: String(offset) })),
  }));
}
