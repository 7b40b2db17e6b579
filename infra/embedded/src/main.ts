import { shownSettings } from "@milepost/deployment";
import { parseSettings, MilepostError, createLogger, onStopSignal } from "@milepost/runtime";
import { settingsSchema } from "./config.ts";
import { createProgress } from "./progress.ts";
import { runEmbedded } from "./run-embedded.ts";

const CLOSE_LIMIT_MS = 4500;
const GIVEN_UP_MS = 500;

const progress = createProgress(process.stderr, () => performance.now());
const stopping = onStopSignal(process);
try {
  const settings = parseSettings(settingsSchema, process.env);
  if (process.argv.includes("--check-config")) {
    progress.say(`The settings are usable: ${JSON.stringify(shownSettings(settings))}`);
  } else {
    const logger = createLogger(settings.logLevel);
    const running = await runEmbedded({ settings, logger, progress, stopping });
    const limit = setTimeout(cutOff, CLOSE_LIMIT_MS);
    await running.close();
    clearTimeout(limit);
    // What was still being opened is given up.
    setTimeout(() => process.exit(), GIVEN_UP_MS).unref();
    progress.say("Milepost has stopped; everything is kept.");
  }
} catch (error) {
  if (!stopping.aborted) {
    progress.say(error instanceof MilepostError ? error.message : String((error as Error).stack ?? error));
    process.exitCode = 1;
  }
}

function cutOff(): void {
  progress.say(`Milepost did not close within ${CLOSE_LIMIT_MS / 1000} s and was ended; nothing is lost.`);
  process.exit(1);
}
