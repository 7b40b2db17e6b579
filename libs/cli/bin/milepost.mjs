#!/usr/bin/env node
// Plain JavaScript without dependencies: it must run on any Node, to find one that runs the rest.
import { spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NEEDED_MAJOR = 24;
const here = dirname(realpathSync(fileURLToPath(import.meta.url)));
const main = join(here, "..", "src", "main.ts");
const root = join(here, "..", "..", "..");
const projectNode = join(root, "node_modules", ".bin", "node");

if (Number(process.versions.node.split(".")[0]) >= NEEDED_MAJOR) {
  await import(main);
} else if (existsSync(projectNode)) {
  const child = spawn(projectNode, [main, ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
} else {
  process.stderr.write(
    `milepost needs Node ${NEEDED_MAJOR} or newer (this is ${process.version}). Run \`npm start\` once: it brings its own where it can.\n`,
  );
  process.exit(1);
}
