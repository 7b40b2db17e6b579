import { MilepostError } from "@milepost/runtime/errors";

/** Rejects with `aborted` when the signal comes before the work is done; the work's own end is then awaited by nobody. */
export async function untilClosed<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const closed = (): MilepostError => new MilepostError("aborted", "The projector was closed");
  work.catch(() => undefined);
  if (signal.aborted) throw closed();
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = (): void => reject(closed());
  signal.addEventListener("abort", giveUp);
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}
