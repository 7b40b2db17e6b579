import { MilepostError } from "@milepost/runtime";
import type { JobEnd } from "./job-end.ts";
import { LATE, within } from "./within.ts";

/** How often it is asked what became of jobs whose end nobody told. */
const ASK_EVERY_MS = 1_000;
/** A job that was not there in so many looks is gone: its queue was wiped. */
const LOOKS = 2;
/** How long Redis may be away before callers are told that nobody knows. */
const LONGEST_OUTAGE_MS = 60_000;
/** Ends that are remembered for callers who come a moment late. */
const MAX_REMEMBERED = 1_000;

/** How a job ended. */
export type Ending<Result> = { readonly end: JobEnd<Result> } | { readonly error: MilepostError };

/** What is known of a job: how it ended, that it goes on, or that there is no such job. */
export type Look<Result> = Ending<Result> | "open" | "missing";

/** Callers who wait for the ends of jobs. */
export interface Tickets<Result> {
  wait(id: string): Promise<Result>;
  /** Says how a job ended. */
  readonly tell: (id: string, ending: Ending<Result>) => void;
  /** Rejects whoever waits. */
  close(reason: MilepostError): void;
}

interface Waiter<Result> extends PromiseWithResolvers<Result> {
  missed: number;
}

/** `look` finds out about a job that nobody told the end of, as after a restart of Redis. */
export function createTickets<Result>(look: (id: string) => Promise<Look<Result>>): Tickets<Result> {
  const waiters = new Map<string, Waiter<Result>>();
  const remembered = new Map<string, Ending<Result>>();
  let awaySince: number | undefined;
  let asking = false;

  const wait = (id: string): Promise<Result> => {
    const known = waiters.get(id);
    if (known !== undefined) return known.promise;
    const waiter = { ...Promise.withResolvers<Result>(), missed: 0 };
    // Nobody has to look at a ticket: its rejection is no unhandled one.
    waiter.promise.catch(() => undefined);
    waiters.set(id, waiter);
    const ending = remembered.get(id);
    if (ending !== undefined) settle(id, ending);
    return waiter.promise;
  };
  const settle = (id: string, ending: Ending<Result>): void => {
    const waiter = waiters.get(id);
    if (waiter === undefined) return;
    waiters.delete(id);
    if ("error" in ending) waiter.reject(ending.error);
    else if ("next" in ending.end) waiter.resolve(wait(ending.end.next));
    else waiter.resolve(ending.end.value as Result);
  };
  const rejectAll = (reason: MilepostError): void => {
    for (const { reject } of waiters.values()) reject(reason);
    waiters.clear();
  };
  const take = (id: string, waiter: Waiter<Result>, found: Look<Result>): void => {
    if (found === "open") waiter.missed = 0;
    else if (found !== "missing") settle(id, found);
    else if ((waiter.missed += 1) >= LOOKS) settle(id, { error: unknownEnd() });
  };
  const ask = async (): Promise<void> => {
    for (const [id, waiter] of waiters) {
      const found = await within(look(id), ASK_EVERY_MS).catch((): typeof LATE => LATE);
      if (found === LATE) {
        awaySince ??= performance.now();
        if (performance.now() - awaySince > LONGEST_OUTAGE_MS) rejectAll(unknownEnd());
        return;
      }
      awaySince = undefined;
      take(id, waiter, found);
    }
  };
  const timer = setInterval(() => {
    if (asking) return;
    asking = true;
    void ask().finally(() => (asking = false));
  }, ASK_EVERY_MS).unref();

  return {
    wait,
    tell: (id, ending) => {
      remembered.set(id, ending);
      const oldest = remembered.keys().next().value;
      if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
      settle(id, ending);
    },
    close: (reason) => {
      clearInterval(timer);
      rejectAll(reason);
    },
  };
}

function unknownEnd(): MilepostError {
  const message = "Redis lost the job or is away for long: nobody can tell what became of it; ask again";
  return new MilepostError("jobs_unavailable", message, { retryable: true });
}
