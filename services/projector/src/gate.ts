import { MilepostError } from "@milepost/runtime/errors";

/** Lets batches through until somebody holds it; whoever holds it knows that no batch is under way. */
export interface Gate {
  /** Runs a batch once the gate is open and the one before is done. */
  through(batch: () => Promise<void>): Promise<void>;
  /** Resolves once no batch is under way, and keeps the next ones waiting until the returned function is called. */
  hold(): Promise<() => void>;
  /** Rejects the batches that wait: their records come again after the next start. */
  close(): void;
}

/** An open gate. */
export function createGate(): Gate {
  const closed = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  const enqueue = (work: () => Promise<void>): Promise<void> => {
    const done = last.then(() => {
      if (closed.signal.aborted) throw new MilepostError("aborted", "The projector was closed");
      return work();
    });
    last = done.catch(() => undefined);
    return done;
  };
  return {
    through: (batch) => orClosed(enqueue(batch), closed.signal),
    hold: () =>
      new Promise((resolve, reject) => {
        enqueue(() => new Promise<void>((release) => resolve(release))).catch(reject);
      }),
    close: () => closed.abort(),
  };
}

/** A batch that runs is awaited by nobody after the gate closed: its records are not committed, so they come again. */
async function orClosed(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = (): void => reject(new MilepostError("aborted", "The projector was closed"));
  signal.addEventListener("abort", giveUp);
  try {
    await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}
