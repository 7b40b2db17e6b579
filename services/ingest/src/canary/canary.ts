import { setTimeout as delay } from "node:timers/promises";
import type { EventLog } from "@milepost/event-log";
import type { Jobs } from "@milepost/jobs";
import { keepSchedule } from "@milepost/jobs/keep-schedule";
import type { Clock, Closeable, Logger } from "@milepost/runtime";
import { MilepostError, systemClock } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { canaries } from "@milepost/store/queries/canaries";
import { takeEvents } from "../events/take-events.ts";
import { canaryEvent, canaryRules } from "./canary-event.ts";

const EVERY_MS = 60_000;
/** A value that is not in the table by then is missed; it may still arrive. */
const MISSED_AFTER_MS = 30_000;
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 500;

/** How a canary ended: its round trip in milliseconds; null: it was missed. */
export interface CanaryEnd {
  readonly roundTripMs: number | null;
}

export interface CanaryParts {
  readonly log: Pick<EventLog, "append" | "partitions">;
  readonly store: Store;
  readonly jobs: Jobs;
  /** The deployment's. */
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told how each canary ended that this process sent. */
  readonly onEnd?: ((end: CanaryEnd) => void) | undefined;
  /** How often one is sent, in milliseconds; a minute when absent. */
  readonly everyMs?: number | undefined;
  /** After how many milliseconds one is missed; half a minute when absent. */
  readonly missedAfterMs?: number | undefined;
}

/** Sends a value through the whole pipeline every minute, one for the deployment, and waits for it in the tables. */
export interface Canary extends Closeable {
  /** Sends one now, in whichever process, and resolves with its end. */
  send(): Promise<CanaryEnd>;
}

/** Schedules the canary; its queue is `canary`. */
export async function createCanary(parts: CanaryParts): Promise<Canary> {
  const { jobs, logger, everyMs = EVERY_MS } = parts;
  const rules = canaryRules();
  const queue = jobs.register<null, CanaryEnd>({
    name: "canary",
    keyOf: () => "canary",
    // The next minute has one of its own.
    attempts: 1,
    run: async (_payload, signal) => {
      const end = { roundTripMs: await roundTrip(parts, rules, signal) };
      parts.onEnd?.(end);
      return end;
    },
  });
  const schedule = { id: "canary", when: { everyMs }, payload: null };
  const endSchedule = await keepSchedule(queue, schedule, logger);
  return {
    send: async () => (await queue.add(null)).result,
    close: async () => {
      endSchedule();
      await queue.close();
    },
  };
}

/** How long it took from before the append until a query gave the row, in milliseconds; null: too long. */
async function roundTrip(
  parts: CanaryParts,
  kpis: ReturnType<typeof canaryRules>,
  signal: AbortSignal,
): Promise<number | null> {
  const { log, store, clock, logger, missedAfterMs = MISSED_AFTER_MS } = parts;
  const began = performance.now();
  const now = clock.now();
  const moment = { sentAt: systemClock.now(), now, partitions: log.partitions.observations };
  const event = canaryEvent(moment);
  let reason: unknown = "the tables do not show it";
  try {
    await append(event, { log, context: () => ({ kpis, now }) });
    for (let pauseMs = FIRST_PAUSE_MS; performance.now() - began < missedAfterMs;) {
      const [row] = await store.query(canaries({ event: String(event["id"]) }));
      if (row !== undefined) return performance.now() - began;
      await delay(pauseMs, undefined, { signal });
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5);
    }
  } catch (error) {
    if (signal.aborted) throw new MilepostError("aborted", "This process is stopping", { retryable: true });
    reason = error;
  }
  logger.warn({ err: reason, missedAfterMs, event: event["id"] }, "the canary did not come through in time");
  return null;
}

type Way = Pick<Parameters<typeof takeEvents>[0], "context"> & Pick<CanaryParts, "log">;

/** The same way as a posted event: judged, stamped, and durable once it resolves. */
async function append(event: unknown, { log, context }: Way): Promise<void> {
  const ports = { log, context, onAppended: () => undefined, caughtUp: async () => undefined };
  const { results } = await takeEvents(ports, [{ value: event }]);
  const [result] = results;
  if (result?.status === "accepted") return;
  throw new MilepostError("internal", "The canary's value was refused", { details: { result } });
}
