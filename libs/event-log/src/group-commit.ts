import { MilepostError } from "@milepost/runtime";

/** Writes of one transaction at most, by size in characters; a single larger write has one of its own. */
const GROUP_SIZE_LIMIT = 32 * 1024 * 1024;
/** Writes that may wait, by size in characters; more are refused as retryable. */
const WAITING_SIZE_LIMIT = 256 * 1024 * 1024;

/** Lets writes that arrive together share one transaction, and so one flush to disk. */
export interface GroupCommit {
  /** Runs the write inside a transaction; resolves with its result once that is durable. */
  submit<Result>(write: { readonly size: number; readonly apply: () => Result }): Promise<Result>;
  /** Resolves once everything submitted so far is done. */
  drain(): Promise<void>;
}

interface Pending {
  readonly size: number;
  /** Runs inside the transaction; gives what to call once it is durable. */
  readonly apply: () => () => void;
  readonly reject: (error: unknown) => void;
}

/** `transact` runs its argument in one all-or-nothing transaction and resolves once that is on disk. */
export function createGroupCommit(transact: <Result>(action: () => Result) => Promise<Result>): GroupCommit {
  let waiting: Pending[] = [];
  let waitingSize = 0;
  let flushing: Promise<void> | undefined;

  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = waiting.splice(0, groupLength(waiting));
      for (const { size } of group) waitingSize -= size;
      try {
        const done = await transact(() => group.map(({ apply }) => apply()));
        for (const settle of done) settle();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    flushing = undefined;
  };

  return {
    submit: ({ size, apply }) => {
      if (waitingSize > 0 && waitingSize + size > WAITING_SIZE_LIMIT) return Promise.reject(overloaded());
      return new Promise((resolve, reject) => {
        const write = (): (() => void) => {
          const result = apply();
          return () => resolve(result);
        };
        waiting.push({ size, apply: write, reject });
        waitingSize += size;
        flushing ??= flush();
      });
    },
    drain: async () => {
      await flushing;
    },
  };
}

function groupLength(waiting: readonly Pending[]): number {
  let size = 0;
  for (const [index, pending] of waiting.entries()) {
    size += pending.size;
    if (size > GROUP_SIZE_LIMIT) return Math.max(index, 1);
  }
  return waiting.length;
}

function overloaded(): MilepostError {
  return new MilepostError("log_unavailable", "Too many appends wait for the disk; try again in a moment", {
    retryable: true,
  });
}
