import { mkdirSync } from "node:fs";
import { BACKUP_STEPS } from "@milepost/backup/write-backup";
import type { Position } from "@milepost/contracts";
import { shownSettings } from "@milepost/deployment";
import type { EventLog } from "@milepost/event-log";
import { lockDataFolder } from "@milepost/event-log/data-folder-lock";
import { ATTEMPT_STEPS } from "@milepost/event-log/log-generations";
import { openDeployment } from "@milepost/deployment/compose";
import { followClock } from "@milepost/deployment/deployment-clock";
import type { DeploymentClock } from "@milepost/deployment/deployment-clock";
import { probeDeployment } from "@milepost/deployment/probes";
import type { Ingest } from "@milepost/ingest/compose";
import { createIngest } from "@milepost/ingest/compose";
import { openLogDesk } from "@milepost/ingest/log-desk";
import type { LogDesk } from "@milepost/ingest/log-desk";
import { measureCanary, measureIngest } from "@milepost/ingest/measure";
import { DEAD_LETTER_STEPS, FOLD_STEPS, RUN_STEPS } from "@milepost/ingest/steps";
import { createPredict } from "@milepost/predict/compose";
import type { PredictOptions } from "@milepost/predict/compose";
import { measurePredict } from "@milepost/predict/measure";
import { DELIVERY_STEPS, dieAtPredictStep } from "@milepost/predict/steps";
import type { PredictSteps } from "@milepost/predict/steps";
import { createProjector } from "@milepost/projector/compose";
import { measureProjector } from "@milepost/projector/measure";
import { dieAtProjectorStep } from "@milepost/projector/steps";
import type { Identity, Lifecycle, Logger, Metrics, Readiness, Telemetry } from "@milepost/runtime";
import { createLifecycle, createMetrics, createReadiness, dieAt, systemClock } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import type { Settings } from "./config.ts";

/** Everything that runs in this process, opened and ready, but not yet listening. */
export interface Embedded {
  readonly log: EventLog;
  readonly store: Store;
  readonly sqlUrl: string;
  readonly ingest: Ingest;
  readonly desk: LogDesk;
  readonly projector: ReturnType<typeof createProjector>;
  readonly predict: ReturnType<typeof createPredict>;
  readonly clock: DeploymentClock;
  readonly lifecycle: Lifecycle;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  /** Resolves with the reason when everything must be opened again. */
  readonly over: Promise<string>;
}

export interface Surroundings {
  readonly settings: Settings;
  readonly logger: Logger;
  readonly identity: Identity;
  readonly telemetry: Telemetry;
  /** In a demo: where its clock begins, and what somebody is told who is refused for being ahead of it. */
  readonly demo?: { readonly startsAt: number; readonly clockHint: string };
  /** Closes what was opened, also where the opening is given up. */
  readonly lifecycle?: Lifecycle;
  /** Called when the SQL engine ended by itself. */
  readonly onEngineLost: () => void;
}

/** Opens log, SQL engine and services on one data folder, or on the servers that the settings name. */
export async function composeEmbedded(surroundings: Surroundings): Promise<Embedded> {
  const { settings, logger } = surroundings;
  const lifecycle = surroundings.lifecycle ?? createLifecycle(logger);
  try {
    mkdirSync(settings.dataDir, { recursive: true });
    lifecycle.own("data folder", await lockDataFolder(settings.dataDir));
    return await openAll(surroundings, lifecycle);
  } catch (error) {
    await lifecycle.close();
    throw error;
  }
}

async function openAll(surroundings: Surroundings, lifecycle: Lifecycle): Promise<Embedded> {
  const { settings, logger, identity, telemetry, demo } = surroundings;
  const { dataDir, host, clickHousePort } = settings;
  const metrics = createMetrics();
  const readiness = createReadiness(systemClock);
  const use = { tables: "migrate", jobs: true } as const;
  const deployment = await openDeployment({
    settings: settings.deployment,
    identity,
    logger,
    metrics,
    telemetry,
    readiness,
    lifecycle,
    ...use,
    onGenerationStep: dieAt(settings.killAt, "generation", ATTEMPT_STEPS),
    embedded: { dataDir, host, clickHousePort, onEngineLost: surroundings.onEngineLost },
  });
  const { log, generations, store, jobs, sqlUrl, over } = deployment;
  const clock = lifecycle.own("clock", await followClock(log, demo?.startsAt));
  const { clickHouseCluster: cluster, keepOldTablesMs } = settings.deployment;
  const projector = lifecycle.own(
    "projector",
    createProjector({
      log,
      store,
      jobs,
      logger,
      clock,
      telemetry,
      cluster,
      keepOldTablesMs,
      onStep: dieAtProjectorStep(settings.killAt),
    }),
  );
  await projector.start();
  const waitVisible = (position: Position): Promise<void> => projector.waitVisible(position);
  const ingestSettings = {
    dataDir,
    ...(demo === undefined ? {} : { demoClockHint: demo.clockHint }),
  };
  const parts = { log, store, jobs, clock, logger, waitVisible };
  const ingest = lifecycle.own(
    "ingest",
    await createIngest({
      ...parts,
      settings: ingestSettings,
      onCanary: measureCanary(store, metrics),
      onRunStep: dieAt(settings.killAt, "connector-run", RUN_STEPS),
      onDeadLetterStep: dieAt(settings.killAt, "dead-letters", DEAD_LETTER_STEPS),
      onFoldStep: dieAt(settings.killAt, "fold", FOLD_STEPS),
    }),
  );
  const desk = openLogDesk({
    log,
    generations,
    logger,
    dataDir,
    about: { version: identity.version, settings: shownSettings(settings) },
    onBackupStep: dieAt(settings.killAt, "backup", BACKUP_STEPS),
  });
  lifecycle.own("log desk", desk);
  const predict = lifecycle.own("predict", createPredict({ ...parts, ...toldBy(settings) }));
  measureIngest(ingest, metrics);
  measureProjector(projector, metrics);
  measurePredict(predict, metrics);
  const probed = { settings: settings.deployment, readiness, logger, ...use };
  lifecycle.own("probes", probeDeployment(deployment, probed));
  return { log, store, sqlUrl, ingest, desk, projector, predict, clock, lifecycle, metrics, readiness, over };
}

/** How predict tells people, and where tests end it. */
function toldBy({ channels, links, killAt }: Settings): Pick<PredictOptions, "delivery"> & PredictSteps {
  const onStep = dieAt(killAt, "delivery", DELIVERY_STEPS);
  return {
    delivery: { channels, links, worldClock: systemClock, onStep },
    ...dieAtPredictStep(killAt),
  };
}
