import type { ErrorCode } from "@milepost/runtime/errors";
import type { Credential } from "./index.ts";

/** What the child is told once, over IPC and never on its command line: it holds passwords. */
export interface ChildConfig {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly writer: Credential;
  readonly reader: Credential;
  /** Milliseconds to wait for another process to let the folder go. */
  readonly lockPatienceMs: number;
}

/** From the parent to its child. */
export type ParentMessage =
  | { readonly type: "start"; readonly config: ChildConfig }
  | { readonly type: "close" };

export type ChildLogLevel = "debug" | "info" | "warn" | "error";

/** From the child to its parent. */
export type ChildMessage =
  | { readonly type: "ready"; readonly port: number }
  | {
      readonly type: "failed";
      readonly code: ErrorCode;
      readonly message: string;
      readonly retryable: boolean;
    }
  | {
      readonly type: "log";
      readonly level: ChildLogLevel;
      readonly fields: Readonly<Record<string, unknown>>;
      readonly message: string;
    };
