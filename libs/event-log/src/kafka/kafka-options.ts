import type { Logger } from "@milepost/runtime";

/** How a client signs in and whom it trusts. */
export interface KafkaSecurity {
  /** True for the system's certificate authorities, or the text of one's own (PEM). */
  readonly tls?: true | { readonly ca: string };
  readonly sasl?: {
    readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
    readonly username: string;
    readonly password: string;
  };
}

/** How Kafka is reached. */
export interface KafkaConnection {
  /** Addresses as `host:port`; any one of them leads to the others. */
  readonly brokers: readonly string[];
  /** Name of this client in the brokers' logs. */
  readonly clientId?: string;
  readonly security?: KafkaSecurity;
  readonly logger: Logger;
}

/** Bounds that tests and unusual clusters change; everybody else leaves them. */
export interface KafkaLimits {
  /** One send to the brokers, with all its attempts; then the append rejects. */
  readonly sendTimeoutMs: number;
  /** Time an append may wait for the sends before it; then it rejects, unsent. */
  readonly waitTimeoutMs: number;
  /** A read, or a question about offsets, with all its attempts. */
  readonly readTimeoutMs: number;
  /** A member that is not heard of for so long loses its partitions. */
  readonly sessionTimeoutMs: number;
  /** Time that members have to finish their batch when partitions are handed over. */
  readonly rebalanceTimeoutMs: number;
  /** Time that closing a consumer waits for the batch under way. */
  readonly closeTimeoutMs: number;
}

/** The bounds unless told otherwise. An append takes `waitTimeoutMs + sendTimeoutMs` at most, below 30 s. */
export const KAFKA_LIMITS: KafkaLimits = {
  sendTimeoutMs: 15_000,
  waitTimeoutMs: 12_000,
  readTimeoutMs: 20_000,
  sessionTimeoutMs: 30_000,
  rebalanceTimeoutMs: 60_000,
  closeTimeoutMs: 15_000,
};

/** The largest record batch that is sent, in bytes: what one append has for one partition. */
export const MAX_BATCH_BYTES = 16 * 1024 * 1024;

/** What opening or checking a log on Kafka takes. */
export interface KafkaLogOptions extends KafkaConnection {
  /** Topic prefix of the deployment. */
  readonly prefix: string;
  /** Copies of each topic; three, or as many as there are brokers, unless given. */
  readonly replicationFactor?: number;
  /** Groups whose rights are checked, by the names that `consume` takes. */
  readonly groups?: readonly string[];
  readonly limits?: Partial<KafkaLimits>;
  /** Told once when another generation of the log went live: the log must be opened again. */
  readonly onGenerationChanged?: (generation: number) => void;
}
