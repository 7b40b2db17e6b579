import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { deploymentUrl } from "./deployment-url.ts";
import { runCli } from "./run-cli.ts";
import type { ExamineOptions, Finding } from "./surroundings.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const EMBEDDED_MAIN = join(ROOT, "infra", "embedded", "src", "main.ts");
const DOCTOR_MAIN = join(ROOT, "libs", "deployment", "src", "doctor", "main.ts");
/** Any of them names a server that is worth a look. */
const SERVER_SETTINGS = ["KAFKA_BROKERS", "CLICKHOUSE_URL", "REDIS_URL"];

// A reader such as `head` may stop reading; that is its right.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

process.exitCode = await runCli(process.argv.slice(2), {
  url: deploymentUrl(process.env),
  fetch,
  print: (line) => void process.stdout.write(`${line}\n`),
  say: (line) => void process.stderr.write(`${line}\n`),
  readStdin: () => text(process.stdin),
  start: startEmbedded,
  examineServers,
});

function startEmbedded(): Promise<number> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", EMBEDDED_MAIN], {
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
}

async function examineServers({ fix, lostTopics }: ExamineOptions): Promise<readonly Finding[] | undefined> {
  if (SERVER_SETTINGS.every((name) => (process.env[name] ?? "") === "")) return undefined;
  const asked = [...(fix ? ["--fix"] : []), ...(lostTopics ? ["--lost-topics"] : [])];
  const args = ["--disable-warning=ExperimentalWarning", DOCTOR_MAIN, ...asked];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  return JSON.parse(await text(child.stdout)) as readonly Finding[];
}
