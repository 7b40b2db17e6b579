import { openEmbeddedLog } from "@milepost/event-log/embedded-log";
import { openEmbeddedJobs } from "@milepost/jobs/embedded-jobs";
import { silentLogger, standingClock } from "@milepost/runtime";
import { openStore } from "@milepost/store/clickhouse-store";
import { createPredict } from "../compose.ts";
import type { DeliveryStep } from "../steps.ts";
import { deliverySettings } from "./delivery-case.ts";
import type { Addresses } from "./delivery-case.ts";
import type { TestPlace } from "./test-deployment.ts";

const REQUEST_TIMEOUT_MS = 30_000;

/** What a process that delivers is told. */
export interface DeliveryOrders {
  readonly place: TestPlace;
  readonly addresses: Addresses;
  readonly now: number;
  /** Step at which the process kills itself, and the how manyth time. */
  readonly killAt: DeliveryStep;
  readonly occurrence: number;
}

/** An instance of predict that tells people until it dies at a step. */
async function deliverUntilKilled(orders: DeliveryOrders): Promise<void> {
  const { place, addresses, now, killAt, occurrence } = orders;
  const logger = silentLogger();
  const { dir, prefix, tables } = place;
  const log = await openEmbeddedLog({ dir, prefix, logger });
  const store = await openStore({ ...tables, logger, requestTimeoutMs: REQUEST_TIMEOUT_MS });
  let left = occurrence;
  const delivery = deliverySettings(addresses, {
    onStep: (step) => {
      if (step === killAt && (left -= 1) === 0) process.kill(process.pid, "SIGKILL");
    },
  });
  const jobs = openEmbeddedJobs({ logger });
  const waitVisible = async (): Promise<void> => undefined;
  // Nothing else keeps a process that only waits alive.
  setInterval(() => undefined, REQUEST_TIMEOUT_MS);
  createPredict({ log, store, jobs, logger, clock: standingClock(now), waitVisible, delivery });
}

await deliverUntilKilled(JSON.parse(process.argv[2] ?? "{}") as DeliveryOrders);
