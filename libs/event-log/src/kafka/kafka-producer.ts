import { setTimeout as delay } from "node:timers/promises";
import { MilepostError } from "@milepost/runtime";
import errors from "kafkajs/src/protocol/error.js";
import { encodeBatch } from "./encode-batch.ts";
import type { OutgoingRecord } from "./encode-batch.ts";
import { answerOf, logError } from "./kafka-errors.ts";
import { atLeaders } from "./kafka-fetch.ts";
import type { KafkaReach } from "./kafka-fetch.ts";
import type { KafkaPartition } from "./kafka-cluster.ts";
import { send } from "./kafka-wire.ts";
import { produceRequest } from "./produce-request.ts";
import type { ProduceAnswer } from "./produce-request.ts";

const DOING = "appending";
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 300;
const SEQUENCES = 2 ** 31;
/** Kafka wants one, though only transactions use it. */
const TRANSACTION_TIMEOUT_MS = 60_000;

/** Answers after which the batch is certainly not there, and the same batch may be sent again. */
const NOT_WRITTEN: ReadonlySet<string> = new Set([
  "UNKNOWN_TOPIC_OR_PARTITION",
  "LEADER_NOT_AVAILABLE",
  "NOT_LEADER_FOR_PARTITION",
  "NOT_ENOUGH_REPLICAS",
  "FENCED_LEADER_EPOCH",
  "UNKNOWN_LEADER_EPOCH",
]);
/** Answers after which this producer's numbering is of no use any more. */
const NUMBERING_LOST: ReadonlySet<string> = new Set([
  "OUT_OF_ORDER_SEQUENCE_NUMBER",
  "DUPLICATE_SEQUENCE_NUMBER",
  "INVALID_PRODUCER_EPOCH",
  "UNKNOWN_PRODUCER_ID",
]);
/** Answers that no repetition changes. */
const TOO_LARGE: ReadonlySet<string> = new Set(["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE"]);

/** Records for one partition, which go as one record batch. */
export interface OutgoingBatch extends KafkaPartition {
  readonly records: readonly OutgoingRecord[];
}

/** What became of a batch: where it begins, or why it may not be there. */
export type Sent =
  | { readonly ok: true; readonly baseOffset: number }
  | { readonly ok: false; readonly error: MilepostError };

/** Sends batches, each once, whatever breaks on the way. */
export interface KafkaProducer {
  /**
   * Sends at most one batch a partition; never called again before it resolved. A batch whose fate is unknown when the
   * time is up is given up: it may be there or may come to be there, but is never taken for another one.
   */
  send(batches: readonly OutgoingBatch[], timeoutMs: number): Promise<ReadonlyMap<OutgoingBatch, Sent>>;
}

interface Numbering {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  /** Number of the next record of each partition. */
  readonly next: Map<string, number>;
}

/** An idempotent producer: the broker recognises a batch that comes again by producer and number. */
export function createKafkaProducer(reach: KafkaReach): KafkaProducer {
  let numbering: Numbering | undefined;

  /** One attempt at what is not sent yet; what fails is an outcome, too. */
  const attempt = async (
    open: readonly OutgoingBatch[],
    sent: Map<OutgoingBatch, Sent>,
    deadline: number,
  ): Promise<Outcome> => {
    try {
      // Taken here, in time or not at all: an attempt that was given up must not change it later.
      numbering ??= await before(deadline, newNumbering(reach));
    } catch (failure) {
      return { failure, uncertain: false, numberingLost: false };
    }
    try {
      const outcome = settle(open, await before(deadline, produce(reach, open, numbering)), sent);
      for (const batch of open) if (sent.get(batch)?.ok === true) count(numbering, batch);
      return outcome;
    } catch (failure) {
      return { failure, uncertain: true, numberingLost: false };
    }
  };

  return {
    send: async (batches, timeoutMs) => {
      const deadline = performance.now() + timeoutMs;
      const sent = new Map<OutgoingBatch, Sent>();
      let uncertain = false;
      for (let failures = 0; ; failures += 1) {
        const open = batches.filter((batch) => !sent.has(batch));
        if (open.length === 0) return sent;
        const outcome = await attempt(open, sent, deadline);
        if (outcome.failure === undefined) continue;
        reach.cluster.forget();
        uncertain ||= outcome.uncertain;
        // While nothing of an unknown fate is under way, other numbers do no harm.
        if (outcome.numberingLost && !uncertain) numbering = undefined;
        const error = logError(outcome.failure, DOING);
        const isOver = performance.now() >= deadline || !error.retryable;
        if (isOver || (outcome.numberingLost && uncertain)) {
          // The numbers of batches given up must never be used for others: the broker would take those for repetitions.
          numbering = undefined;
          for (const batch of open) if (!sent.has(batch)) sent.set(batch, { ok: false, error });
          return sent;
        }
        await delay(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10)));
      }
    },
  };
}

async function produce(
  reach: KafkaReach,
  open: readonly OutgoingBatch[],
  numbering: Numbering,
): Promise<readonly ProduceAnswer[]> {
  const encoded = open.map(({ topic, partition, records }) => {
    const sequence = numbering.next.get(nameOf({ topic, partition })) ?? 0;
    return { topic, partition, batch: encodeBatch(records, { ...numbering, sequence }) };
  });
  const answers = await atLeaders(reach, encoded, (address, led) =>
    reach.wire.ask(address, (broker) => send(broker, produceRequest(led))),
  );
  return answers.flat();
}

interface Outcome {
  /** What stands in the way of the batches that are still open. */
  readonly failure: unknown;
  readonly uncertain: boolean;
  readonly numberingLost: boolean;
}

/** Notes what is settled; the rest is to be sent again. */
function settle(
  open: readonly OutgoingBatch[],
  answers: readonly ProduceAnswer[],
  sent: Map<OutgoingBatch, Sent>,
): Outcome {
  const answered = new Map(answers.map((answer) => [nameOf(answer), answer]));
  let failure: unknown;
  let uncertain = false;
  let numberingLost = false;
  for (const batch of open) {
    const answer = answered.get(nameOf(batch));
    if (answer?.errorCode === 0) {
      sent.set(batch, { ok: true, baseOffset: answer.baseOffset });
      continue;
    }
    const error = errors.createErrorFromCode(answer?.errorCode ?? -1);
    const kind = answerOf(error) ?? "";
    if (TOO_LARGE.has(kind)) sent.set(batch, { ok: false, error: tooLarge(batch, error) });
    else failure = error;
    numberingLost ||= NUMBERING_LOST.has(kind);
    uncertain ||= !NOT_WRITTEN.has(kind) && !NUMBERING_LOST.has(kind) && !TOO_LARGE.has(kind);
  }
  return { failure, uncertain, numberingLost };
}

function tooLarge({ topic, records }: OutgoingBatch, cause: unknown): MilepostError {
  const bytes = records.reduce((sum, { keyBytes, textBytes }) => sum + keyBytes + textBytes, 0);
  return new MilepostError(
    "payload_too_large",
    `Kafka takes no batch of ${bytes} bytes for ${topic}: raise the topic's max.message.bytes (\`milepost doctor --fix\`), or append less at once`,
    { cause, details: { topic, bytes } },
  );
}

async function newNumbering({ wire }: KafkaReach): Promise<Numbering> {
  const { producerId, producerEpoch } = await wire.ask("any", (broker) =>
    broker.initProducerId({ transactionTimeout: TRANSACTION_TIMEOUT_MS }),
  );
  return { producerId: BigInt(producerId.toString()), producerEpoch, next: new Map() };
}

function count({ next }: Numbering, batch: OutgoingBatch): void {
  const name = nameOf(batch);
  next.set(name, ((next.get(name) ?? 0) + batch.records.length) % SEQUENCES);
}

/** What takes longer is left to itself. */
async function before<Answer>(deadline: number, attempt: Promise<Answer>): Promise<Answer> {
  attempt.catch(() => undefined);
  const leftMs = Math.max(0, deadline - performance.now());
  const timer = new AbortController();
  const late = delay(leftMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error("no answer in time");
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([attempt, late]);
  } finally {
    timer.abort();
  }
}

function nameOf({ topic, partition }: KafkaPartition): string {
  return `${topic}/${partition}`;
}
