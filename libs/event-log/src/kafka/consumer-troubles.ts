import type { Logger } from "@milepost/runtime";
import type { ConsumeOptions } from "../index.ts";
import { answerOf, logError } from "./kafka-errors.ts";

/** After so many tries in a row it is no hiccup, such as a broker that restarts: people are warned. */
const WARN_AFTER = 3;

/** What keeps a consumer from its records: joining its group, or one of the brokers that it fetches from. */
export interface ConsumerTroubles {
  /** One more try failed; returns how many did in a row. */
  failed(part: string, error: unknown): number;
  /** A part works again. */
  works(part: string): void;
  /** Forgets parts that are not used any more, such as a broker that leads nothing now. */
  keepOnly(isUsed: (part: string) => boolean): void;
}

export interface TroubledConsumer {
  readonly options: Pick<ConsumeOptions, "group" | "onTrouble">;
  readonly sessionTimeoutMs: number;
  readonly logger: Logger;
}

/** None yet; tells of each, and once there is none left. */
export function createConsumerTroubles(consumer: TroubledConsumer): ConsumerTroubles {
  const { options, logger } = consumer;
  const failing = new Map<string, number>();
  const forget = (parts: readonly string[]): void => {
    const wasFailing = failing.size > 0;
    for (const part of parts) failing.delete(part);
    if (wasFailing && failing.size === 0) options.onTrouble?.(undefined);
  };
  return {
    failed: (part, error) => {
      const failures = 1 + (failing.get(part) ?? 0);
      failing.set(part, failures);
      const reason = reasonOf(error, consumer);
      const level = failures === WARN_AFTER ? "warn" : "info";
      const fields = { err: error, group: options.group, failures, reason };
      logger[level](fields, "the group cannot take from the log yet; trying again");
      options.onTrouble?.({ failures, reason });
      return failures;
    },
    works: (part) => forget([part]),
    keepOnly: (isUsed) => forget([...failing.keys()].filter((part) => !isUsed(part))),
  };
}

function reasonOf(error: unknown, { sessionTimeoutMs }: TroubledConsumer): string {
  if (answerOf(error) !== "INVALID_SESSION_TIMEOUT") return logError(error, "being consumed").message;
  return (
    `Kafka refuses a session timeout of ${sessionTimeoutMs} ms: set KAFKA_SESSION_TIMEOUT_MS to one between ` +
    "group.min.session.timeout.ms and group.max.session.timeout.ms of the brokers (6000 and 1800000 unless somebody changed them)"
  );
}
