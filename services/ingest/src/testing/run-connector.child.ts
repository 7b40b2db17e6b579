import { openEmbeddedLog } from "@milepost/event-log/embedded-log";
import { openBullmqJobs } from "@milepost/jobs/bullmq-jobs";
import { silentLogger, standingClock } from "@milepost/runtime";
import type { RunStep } from "../steps.ts";
import { openRunsInstance } from "./runs-instance.ts";

interface Orders {
  readonly dir: string;
  readonly prefix: string;
  readonly redisUrl: string;
  readonly lockMs: number;
  readonly now: number;
  /** Step at which the process kills itself. */
  readonly killAt: RunStep;
}

/** An instance of ingest that works on connector runs and dies at a step. */
async function runConnectors({ dir, prefix, redisUrl, lockMs, now, killAt }: Orders): Promise<void> {
  const logger = silentLogger();
  const log = await openEmbeddedLog({ dir, prefix, logger });
  const jobs = await openBullmqJobs({ url: redisUrl, prefix, logger, limits: { lockMs } });
  const onStep = (step: RunStep): void => {
    if (step === killAt) process.kill(process.pid, "SIGKILL");
  };
  await openRunsInstance({ log, jobs, clock: standingClock(now), more: { onStep } });
  process.stdout.write("ready\n");
}

await runConnectors(JSON.parse(process.argv[2] ?? "{}") as Orders);
