import type { Jobs } from "@milepost/jobs";
import type { Clock, Logger } from "@milepost/runtime";
import type { NewestArrivalRow } from "@milepost/store/queries/newest-arrivals";
import type { Deployment } from "../deployment.ts";
import { observationsOf } from "../places.ts";
import { createArrivals, kpisOfGoal } from "./arrivals.ts";
import type { SilenceSight } from "./silence-steps.ts";
import { createSilenceMemory, silenceSteps } from "./silence-steps.ts";

/** Tries of a job that the log, the tables or the queue kept from its end. */
const ATTEMPTS = 6;
/** News come in batches: what they bring about is looked at together, in milliseconds. */
const GATHER_MS = 500;
/** How often the time and newly arrived values are looked at without any other news, in milliseconds. */
const LOOK_MS = 15_000;

export interface SilenceParts {
  readonly open: () => Promise<Deployment>;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What a job read: when something last arrived in some series. */
interface Arrived {
  readonly rows: readonly NewestArrivalRow[];
  /** The part of the log that it read, as text. */
  readonly readTo: string;
}

/** Finds goals that nothing comes in about, day by day, and what ends that, from now on; what is due follows from the log alone. */
export function keepSilences({ open, jobs, clock, logger }: SilenceParts): { close(): Promise<void> } {
  const arrivals = createArrivals();
  const memory = createSilenceMemory();
  const sightOf = (deployment: Deployment): SilenceSight => {
    const { goalEvents, ledger } = deployment;
    const { plan } = deployment.planNow();
    const valueOf: SilenceSight["valueOf"] = (goal) => arrivals.of(plan, goal);
    return { plan, events: goalEvents, ledger, memory, valueOf, now: clock.now() };
  };
  const queue = jobs.register({
    name: "watch-silence",
    keyOf: (_nothing: Readonly<Record<string, never>>) => "deployment",
    attempts: ATTEMPTS,
    run: async (_nothing, signal): Promise<Arrived> => {
      const deployment = await open();
      const position = await deployment.position();
      // One moment for both: what was not suspected at it, and so not read, is not judged either.
      const sight = sightOf(deployment);
      const rows = await deployment.newestArrivals(kpisToRead(sight), position);
      arrivals.take(rows);
      signal.throwIfAborted();
      await deployment.append(silenceSteps(sight, position));
      return { rows, readTo: valuesBelow(position) };
    },
  });
  let readTo = "";
  const isDue = async (deployment: Deployment): Promise<boolean> => {
    if (silenceSteps(sightOf(deployment), {}).length > 0) return true;
    const [standing] = deployment.goalEvents.open();
    return standing !== undefined && valuesBelow(await deployment.position()) !== readTo;
  };
  const looking = keepLooking({
    open,
    look: async (deployment) => {
      if (!(await isDue(deployment))) return;
      const read = await (await queue.add({})).result;
      // Another process may have run it.
      arrivals.take(read.rows);
      readTo = read.readTo;
    },
    failed: (error) => logger.warn({ err: error }, "silent goals could not be looked for; it is tried again"),
  });
  return {
    close: async () => {
      looking.close();
      await queue.close();
    },
  };
}

/** The KPIs of goals that may be silent for too long, and of those that are. */
function kpisToRead(sight: SilenceSight): ReadonlySet<string> {
  const { plan, events } = sight;
  const suspects = [
    ...silenceSteps(sight, {}).map(({ key }) => key),
    ...[...events.open()].map(({ goal }) => goal),
  ];
  return new Set(
    suspects.flatMap((id) => {
      const goal = plan.goals.get(id)?.definition;
      return goal === undefined ? [] : kpisOfGoal(plan, goal);
    }),
  );
}

function valuesBelow(position: Readonly<Record<string, number>>): string {
  return Object.entries(observationsOf(position))
    .map(([place, offset]) => `${place}=${offset}`)
    .toSorted()
    .join(" ");
}

interface Looking {
  readonly open: () => Promise<Deployment>;
  /** Never runs twice at once. */
  readonly look: (deployment: Deployment) => Promise<void>;
  readonly failed: (error: unknown) => void;
}

/** Looks soon after anything was appended, and again and again as time goes by. */
function keepLooking({ open, look, failed }: Looking): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let busy = false;
  let again = false;
  let unfollow: (() => void) | undefined;
  const wake = (afterMs: number): void => {
    clearTimeout(timer);
    if (closed) return;
    timer = setTimeout(() => {
      lookOnce().catch(failed);
    }, afterMs);
    timer.unref();
  };
  const lookOnce = async (): Promise<void> => {
    busy = true;
    again = false;
    try {
      const deployment = await open();
      unfollow ??= deployment.onNews(() => {
        again = true;
        if (!busy) wake(GATHER_MS);
      });
      if (!closed) await look(deployment);
    } catch (error) {
      again = false;
      if (!closed) failed(error);
    } finally {
      busy = false;
      wake(again ? GATHER_MS : LOOK_MS);
    }
  };
  wake(0);
  return {
    close: () => {
      closed = true;
      clearTimeout(timer);
      unfollow?.();
    },
  };
}
