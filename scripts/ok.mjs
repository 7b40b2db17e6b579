// Lint, format, types, architecture and unused code: every check says what it looked at.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = process.env["MILEPOST_OK_ROOT"] ?? join(dirname(fileURLToPath(import.meta.url)), "..");
const bin = (name) => join(root, "node_modules", ".bin", name);
/** Fewer files than this and a check looked past the code. */
const LEAST_FILES = 50;

const CHECKS = [
  {
    name: "format",
    program: "oxfmt",
    args: ["--check", "."],
    inspected: /(?:on|in)\s+(\d+) files|(\d+) files/,
  },
  { name: "lint", program: "oxlint", args: ["."], inspected: /on (\d+) files/ },
  {
    name: "types",
    program: "tsc",
    args: ["--noEmit", "--listFilesOnly"],
    countLines: /\/(libs|services|infra|test)\//,
  },
  { name: "types", program: "tsc", args: ["--noEmit"] },
  { name: "boundaries", program: "turbo", args: ["boundaries"], inspected: /Checked (\d+) files/ },
  {
    name: "architecture",
    program: "node",
    args: ["test/architecture/src/check.ts"],
    inspected: /inspected (\d+) files/,
  },
  { name: "unused", program: "knip", args: [] },
];

let failed = 0;
for (const check of CHECKS) {
  const done = spawnSync(bin(check.program), check.args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", NO_COLOR: "1" },
  });
  const output = `${done.stdout}${done.stderr}`;
  const files = inspectedFiles(check, output);
  const problem =
    done.status !== 0 ? output.trim() : files < LEAST_FILES ? `inspected only ${files} files` : undefined;
  process.stdout.write(
    `${problem === undefined ? "ok  " : "FAIL"} ${check.name}${Number.isFinite(files) ? ` (${files} files)` : ""}\n`,
  );
  if (problem === undefined) continue;
  failed += 1;
  process.stdout.write(`${problem}\n`);
}
process.stdout.write(failed === 0 ? "Everything is in order.\n" : `${failed} checks failed.\n`);
process.exit(failed === 0 ? 0 : 1);

function inspectedFiles(check, output) {
  if (check.countLines !== undefined)
    return output.split("\n").filter((line) => check.countLines.test(line)).length;
  if (check.inspected === undefined) return Number.POSITIVE_INFINITY;
  const match = check.inspected.exec(output);
  return match === null ? 0 : Number(match.slice(1).find((group) => group !== undefined));
}
