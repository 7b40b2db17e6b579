import type { ChildConfig, ChildLogLevel, ChildMessage, ParentMessage } from "../messages.ts";
import { startChild } from "./start-child.ts";
import type { RunningChild } from "./start-child.ts";

/** Running queries get this long to end before the process goes; its data is safe either way. */
const CLOSE_DEADLINE_MS = 1_800;

let running: Promise<RunningChild | undefined> = Promise.resolve(undefined);
let closing = false;

process.on("message", (message: ParentMessage) => {
  if (message.type === "start") running = start(message.config);
  else void close();
});
// A parent that was killed cannot say goodbye: the broken channel does.
process.on("disconnect", () => void close());
process.on("SIGTERM", () => void close());
// Ctrl-C reaches the whole process group, but the parent still has to drain into this process.
process.on("SIGINT", () => undefined);
process.on("SIGHUP", () => undefined);
process.stderr.on("error", () => undefined);

async function start(config: ChildConfig): Promise<RunningChild | undefined> {
  const result = await startChild(config, log);
  if (result.ok) {
    send({ type: "ready", port: result.child.port });
    return result.child;
  }
  send({ type: "failed", ...result.failure });
  return undefined;
}

async function close(): Promise<void> {
  if (closing) return;
  closing = true;
  setTimeout(() => process.kill(process.pid, "SIGKILL"), CLOSE_DEADLINE_MS);
  const child = await running;
  await child?.close();
  process.exit(0);
}

function log(level: ChildLogLevel, fields: Readonly<Record<string, unknown>>, message: string): void {
  send({ type: "log", level, fields, message });
}

function send(message: ChildMessage): void {
  if (process.connected) process.send?.(message, undefined, {}, () => undefined);
}
