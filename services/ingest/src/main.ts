import { onStopSignal, runService } from "@milepost/runtime";
import { ingestService } from "./app.ts";

const code = await runService(ingestService, {
  args: process.argv.slice(2),
  environment: process.env,
  stopping: onStopSignal(process),
  say: (line) => void process.stderr.write(`${line}\n`),
});
// What hangs must not keep the process alive.
process.exit(code);
