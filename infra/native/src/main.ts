import { createLogger, MilepostError } from "@milepost/runtime";
import { startStack } from "./compose.ts";
import { stackSettings, USAGE } from "./settings.ts";

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Resolves when somebody asks to stop, or when the launcher is gone. */
const stopping = new Promise<void>((resolve) => {
  for (const event of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) process.on(event, () => resolve());
});
process.channel?.unref();

try {
  const args = process.argv.slice(2);
  if (args.includes("--help")) {
    process.stdout.write(USAGE);
  } else {
    const settings = stackSettings(args, process.env);
    const stack = await startStack({ settings, logger: createLogger("warn"), say });
    const lines = Object.entries(stack.environment).map(([name, value]) => `export ${name}=${value}\n`);
    process.stdout.write(lines.join(""));
    say(
      "Everything is ready. Put these lines into the shell that starts Milepost; Ctrl-C here stops it all.",
    );
    const alive = setInterval(() => undefined, 60_000);
    await stopping;
    clearInterval(alive);
    say("Stopping …");
    await stack.close();
    say("Stopped; the data is kept.");
  }
} catch (error) {
  say(error instanceof MilepostError ? error.message : String((error as Error).stack ?? error));
  process.exitCode = 1;
}
