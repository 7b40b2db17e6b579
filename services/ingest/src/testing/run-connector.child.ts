import { openEmbeddedLog } from "@milepost/event-log/embedded-log";
import { openBullmqJobs } from "@milepost/jobs/bullmq-jobs";
import { silentLogger, standingClock } from "@milepost/runtime";
import { followPlan } from "../plans/follow-plan.ts";
import type { RunStep } from "../steps.ts";
import { createConnectorRuns } from "../runs/connector-runs.ts";
import { followRuns } from "../runs/follow-runs.ts";
import { valuesInLog } from "./values-in-log.ts";

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
  const clock = standingClock(now);
  const plan = await followPlan(log, () => undefined);
  createConnectorRuns({
    log,
    clock,
    jobs,
    plan,
    logger,
    runs: await followRuns(log),
    readLastValues: valuesInLog(log),
    observationsVisible: async () => undefined,
    onAppended: () => undefined,
    context: () => ({ kpis: plan.rules(), now: clock.now() }),
    onStep: (step) => {
      if (step === killAt) process.kill(process.pid, "SIGKILL");
    },
  });
  process.stdout.write("ready\n");
}

await runConnectors(JSON.parse(process.argv[2] ?? "{}") as Orders);
