import { MilepostError } from "@milepost/runtime";

/** What to do where records are gone: an empty topic in their place would pass for the whole log. */
export const LOST_FIX =
  'restore a backup (`milepost restore`), or go back to a kept generation (`milepost log`): docs/operations.md, "A topic is gone"';

/** Answers that say that somebody may not do this, or that sign-in failed. */
const REFUSALS: ReadonlySet<string> = new Set([
  "TOPIC_AUTHORIZATION_FAILED",
  "GROUP_AUTHORIZATION_FAILED",
  "CLUSTER_AUTHORIZATION_FAILED",
  "SASL_AUTHENTICATION_FAILED",
  "UNSUPPORTED_SASL_MECHANISM",
]);

/** An error of kafkajs: `type` is the protocol's name of an answer's code. */
interface KafkaError extends Error {
  readonly type?: string;
  readonly retriable?: boolean;
}

/** The protocol's name of a failed answer, such as `REBALANCE_IN_PROGRESS`; undefined for anything else. */
export function answerOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as KafkaError).type : undefined;
}

/** True when the broker answered: the connection is fine, the request was not. */
export function isAnswer(error: unknown): boolean {
  return answerOf(error) !== undefined;
}

/**
 * Said of a topic that is not there. The same may succeed later: brokers say so of a topic that was only just made. Of a
 * log that is open it is lost.
 */
export function topicMissing(topic: string): MilepostError {
  return new MilepostError(
    "log_unavailable",
    `Topic ${topic} is not there: if it ever was, its records are lost; ${LOST_FIX}`,
    {
      retryable: true,
      details: { missingTopic: topic },
    },
  );
}

/** True of an error that says that a topic is not there. */
export function isTopicMissing(error: MilepostError): boolean {
  return error.details["missingTopic"] !== undefined;
}

/** What Kafka's failure means for whoever asked: refused for good, or to be tried again. */
export function logError(error: unknown, doing: string): MilepostError {
  if (error instanceof MilepostError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const refused =
    REFUSALS.has(answerOf(error) ?? "") ||
    (error instanceof Error && error.name === "KafkaJSSASLAuthenticationError");
  if (refused) {
    return new MilepostError(
      "config_invalid",
      `Kafka refuses this user while ${doing}: ${reason}. Check the user, its password and its rights: \`milepost doctor\` names what is missing`,
      { cause: error },
    );
  }
  return new MilepostError(
    "log_unavailable",
    `Kafka did not do it while ${doing}: ${reason}. Try again; if it stays, see whether the brokers in KAFKA_BROKERS run`,
    { retryable: true, cause: error },
  );
}
