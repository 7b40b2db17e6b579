import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { runCli } from "./run-cli.ts";

const DEFAULT_URL = "http://127.0.0.1:8080";
const EMBEDDED_MAIN = join(import.meta.dirname, "..", "..", "..", "infra", "embedded", "src", "main.ts");

// A reader such as `head` may stop reading; that is its right.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

process.exitCode = await runCli(process.argv.slice(2), {
  url: process.env["MILEPOST_URL"] ?? DEFAULT_URL,
  fetch,
  print: (line) => void process.stdout.write(`${line}\n`),
  say: (line) => void process.stderr.write(`${line}\n`),
  readStdin: () => text(process.stdin),
  start: startEmbedded,
});

function startEmbedded(): Promise<number> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", EMBEDDED_MAIN], {
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
}
