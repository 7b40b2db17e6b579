import type { Logger } from "@milepost/runtime/logger";

export { startEmbeddedClickHouse } from "./start.ts";

/** A user name and its password; the empty password lets anyone in who names the user. */
export interface Credential {
  readonly user: string;
  readonly password: string;
}

/** How the engine's process ended. */
export interface EngineExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What an embedded ClickHouse needs to start. */
export interface EmbeddedClickHouseOptions {
  /** Folder that one process at a time owns; created where it is missing. */
  readonly dataDir: string;
  /** Address to listen on; loopback unless told otherwise. */
  readonly host?: string;
  /** TCP port; 0 takes any free one. */
  readonly port: number;
  /** Database of the BI tables: created where it is missing, and the only one the reader may name. */
  readonly database: string;
  /** May do everything. */
  readonly writer: Credential;
  /** May read the BI tables; `default` without a password unless told otherwise. */
  readonly reader?: Credential;
  readonly logger: Logger;
  /** Milliseconds until a start that has not finished is given up. */
  readonly startTimeoutMs?: number;
}

/** ClickHouse's HTTP protocol on one port, served by a process of its own that ends with this one. */
export interface EmbeddedClickHouse {
  readonly url: string;
  readonly pid: number;
  readonly writer: Credential;
  readonly reader: Credential;
  /** Resolves once the process has ended, for whatever reason. */
  readonly exited: Promise<EngineExit>;
  /** Resolves once the process has ended; running queries are cancelled. */
  close(): Promise<void>;
}
