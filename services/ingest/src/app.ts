import { BACKUP_STEPS } from "@milepost/backup/write-backup";
import { MILEPOST_API } from "@milepost/contracts/examples/index";
import { shownSettings } from "@milepost/deployment";
import { openForService } from "@milepost/deployment/open-for-service";
import { ATTEMPT_STEPS } from "@milepost/event-log/log-generations";
import { dieAt } from "@milepost/runtime";
import type { Service } from "@milepost/runtime";
import type { z } from "zod";
import { createIngest } from "./compose.ts";
import { settingsSchema } from "./config.ts";
import { openLogDesk } from "./log-desk/log-desk.ts";
import { measureCanary, measureIngest } from "./measure.ts";
import { DEAD_LETTER_STEPS, FOLD_STEPS, RUN_STEPS } from "./steps.ts";

/** Ingest as a process of its own. */
export const ingestService: Service<z.output<typeof settingsSchema>> = {
  name: "ingest",
  schema: settingsSchema,
  shown: shownSettings,
  api: MILEPOST_API,
  open: async (settings, runtime) => {
    const { deployment, dataDir, killAt } = settings;
    const { over, ...parts } = await openForService(deployment, runtime, {
      tables: "await",
      jobs: true,
      onGenerationStep: dieAt(killAt, "generation", ATTEMPT_STEPS),
    });
    const { identity, logger, lifecycle, metrics } = runtime;
    const steps = {
      onRunStep: dieAt(killAt, "connector-run", RUN_STEPS),
      onDeadLetterStep: dieAt(killAt, "dead-letters", DEAD_LETTER_STEPS),
      onFoldStep: dieAt(killAt, "fold", FOLD_STEPS),
    };
    const ingest = lifecycle.own(
      "ingest",
      await createIngest({
        ...parts,
        ...steps,
        logger,
        settings: { dataDir },
        onCanary: measureCanary(parts.store, metrics),
      }),
    );
    measureIngest(ingest, metrics);
    const about = { version: identity.version, settings: shownSettings(settings) };
    const onBackupStep = dieAt(killAt, "backup", BACKUP_STEPS);
    const desk = openLogDesk({ ...parts, logger, dataDir, about, onBackupStep });
    lifecycle.own("log desk", desk);
    return {
      over,
      register: async (app) => {
        await app.register(ingest.routes, { prefix: "/v1" });
        await app.register(desk.routes, { prefix: "/v1" });
      },
    };
  },
};
