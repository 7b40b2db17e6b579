import { shownSettings } from "@milepost/deployment";
import { parseSettings, MilepostError, createLogger, onStopSignal, readArguments } from "@milepost/runtime";
import { settingsSchema } from "./config.ts";
import { createProgress } from "./progress.ts";
import { runEmbedded } from "./run-embedded.ts";

const CLOSE_LIMIT_MS = 4500;
const GIVEN_UP_MS = 500;

const USAGE = {
  command: "npm start",
  does: "Runs everything on this machine: the demo, or with MILEPOST_DEMO=0 a deployment of your own. Ctrl-C stops it.",
  schema: settingsSchema,
};

const progress = createProgress(process.stderr, () => performance.now());
const stopping = onStopSignal(process);
const asked = readArguments(process.argv.slice(2), USAGE);
if (asked.todo === "say") {
  progress.say(asked.text);
  process.exit(asked.code);
}
try {
  const settings = parseSettings(settingsSchema, process.env);
  if (asked.todo === "check_config") {
    progress.say(`The settings are usable: ${JSON.stringify(shownSettings(settings))}`);
  } else {
    const logger = createLogger(settings.logLevel);
    const running = await runEmbedded({ settings, logger, progress, stopping });
    const limit = setTimeout(cutOff, CLOSE_LIMIT_MS);
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
// What was still being opened is given up.
setTimeout(() => process.exit(), GIVEN_UP_MS).unref();

function cutOff(): void {
  progress.say(`Milepost did not close within ${CLOSE_LIMIT_MS / 1000} s and was ended; nothing is lost.`);
  process.exit(1);
}
