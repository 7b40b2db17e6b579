import { shownSettings } from "@milepost/deployment";
import { parseSettings, MilepostError, createLogger, onStopSignal } from "@milepost/runtime";
import { settingsSchema } from "./config.ts";
import { createProgress } from "./progress.ts";
import { runEmbedded } from "./run-embedded.ts";

const CLOSE_LIMIT_MS = 4500;

const progress = createProgress(process.stderr, () => performance.now());
const stopping = onStopSignal(process);
try {
  const settings = parseSettings(settingsSchema, process.env);
  if (process.argv.includes("--check-config")) {
    progress.say(`The settings are usable: ${JSON.stringify(shownSettings(settings))}`);
  } else {
    const logger = createLogger(settings.logLevel);
    const running = await runEmbedded({ settings, logger, progress, stopping });
    const limit = setTimeout(() => process.exit(1), CLOSE_LIMIT_MS);
    await running.close();
    clearTimeout(limit);
    progress.say("Milepost has stopped; everything is kept.");
  }
} catch (error) {
  if (!stopping.aborted) {
    progress.say(error instanceof MilepostError ? error.message : String((error as Error).stack ?? error));
    process.exitCode = 1;
  }
}
