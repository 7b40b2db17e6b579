import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openForService } from "@milepost/deployment/open-for-service";
import type { ConsumeOptions, EventLog, LogRecord } from "@milepost/event-log";
import { createProjector } from "@milepost/projector/compose";
import type { settingsSchema } from "@milepost/projector/config";
import { dieAtProjectorStep } from "@milepost/projector/steps";
import type { OnStep } from "@milepost/projector/steps";
import { projectorService } from "@milepost/projector/app";
import { onStopSignal, runService } from "@milepost/runtime";
import type { Service } from "@milepost/runtime";
import type { z } from "zod";

/** Bugs that the suites must find: the log that such a projector is given is not what it promises. */
const FAULTS: Readonly<Record<string, (log: EventLog) => EventLog>> = {
  "commit-before-insert": commitBeforeInsert,
  "key-claimed-early": claimKeysEarly,
};
const INSERTS_LATER_BY_MS = 150;

/** Offsets are committed while the rows are still on their way. */
function commitBeforeInsert(log: EventLog): EventLog {
  let inserting: Promise<void> = Promise.resolve();
  return withBatches(log, (options) => async (records) => {
    await inserting;
    inserting = delay(INSERTS_LATER_BY_MS).then(() => options.onBatch(records));
    inserting.catch(() => undefined);
  });
}

/** What was seen once is taken for done, also when the process died before its rows were written. */
function claimKeysEarly(log: EventLog): EventLog {
  const file = join(process.env["MILEPOST_DATA"] ?? ".", "claims");
  const claimed = new Set(existsSync(file) ? readFileSync(file, "utf8").split("\n") : []);
  const keyOf = ({ topic, partition, offset }: LogRecord): string => `${topic}/${partition}/${offset}`;
  return withBatches(log, (options) => async (records) => {
    const fresh = records.filter((record) => !claimed.has(keyOf(record)));
    appendFileSync(file, fresh.map((record) => `${keyOf(record)}\n`).join(""));
    await options.onBatch(fresh);
  });
}

function withBatches(
  log: EventLog,
  onBatch: (options: ConsumeOptions) => ConsumeOptions["onBatch"],
): EventLog {
  const consume = (options: ConsumeOptions) => log.consume({ ...options, onBatch: onBatch(options) });
  return Object.assign(Object.create(log) as EventLog, { consume });
}

/** Stops this process once, as SIGSTOP does, when it reaches the step for the how manyth time: `projector:inserting:2`. */
function stallOnceAt(stallAt: string): OnStep {
  const [area, name, occurrence] = stallAt.split(":");
  let left = Number(occurrence);
  return (step) => {
    if (step !== `${area}:${name}`) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, "SIGSTOP");
  };
}

/** The projector of main.ts, on a log that may be at fault, held where a test wants it. */
const projectorUnderChaos: Service<z.output<typeof settingsSchema>> = {
  ...projectorService,
  open: async ({ deployment, killAt }, runtime) => {
    const opened = await openForService(deployment, runtime, { tables: "migrate", jobs: true });
    const { logger, telemetry, lifecycle } = runtime;
    const fault = FAULTS[process.env["CHAOS_FAULT"] ?? ""];
    const log = fault === undefined ? opened.log : fault(opened.log);
    const { store, jobs, clock, over } = opened;
    const stallAt = process.env["CHAOS_STALL_AT"];
    const onStep = stallAt === undefined ? dieAtProjectorStep(killAt) : stallOnceAt(stallAt);
    const projector = createProjector({ log, store, jobs, clock, logger, telemetry, onStep });
    lifecycle.own("projector", projector);
    await projector.start();
    return {
      over,
      register: async (app) => {
        await app.register(projector.routes, { prefix: "/v1" });
      },
    };
  },
};

const code = await runService(projectorUnderChaos, {
  args: process.argv.slice(2),
  environment: process.env,
  stopping: onStopSignal(process),
  say: (line) => void process.stderr.write(`${line}\n`),
});
process.exit(code);
