// Sets the test surroundings up, runs vitest, and closes with one plain line that any CI can read.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { prepareBrowser, preparePython } from "./test-surroundings.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const scratch = mkdtempSync(join(tmpdir(), "milepost-tests-"));
const countsFile = join(scratch, "counts.json");
const inCi = process.env["CI"] === "true";

const surroundings = { ...prepareBrowser(), ...preparePython(root) };
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const own = ["count-reporter.mjs", "stuck-reporter.mjs"].map(
  (file) => `--reporter=${join(root, "scripts", file)}`,
);
const reporters = ["--reporter=default", ...own];
const given = process.argv.slice(2);
// The suites that take minutes are run by name: `npm run test:chaos`.
const projects = given.some((one) => one.startsWith("--project")) ? [] : ["--project=!chaos*"];
const finished = spawnSync(process.execPath, [vitest, "run", ...reporters, ...projects, ...given], {
  cwd: root,
  stdio: ["ignore", "inherit", "inherit"],
  env: { ...process.env, ...surroundings, MILEPOST_TEST_COUNTS: countsFile },
});

const counts = existsSync(countsFile)
  ? JSON.parse(readFileSync(countsFile, "utf8"))
  : { passed: 0, failed: 1, skipped: 0, skippedTitles: [] };
rmSync(scratch, { recursive: true, force: true });
if (finished.status !== 0 && counts.failed === 0) counts.failed = 1;
for (const title of counts.skippedTitles) process.stdout.write(`skipped: ${title}\n`);
const skippedInCi = inCi && counts.skipped > 0;
if (skippedInCi) process.stdout.write("In CI nothing may be skipped.\n");
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exit(counts.failed > 0 || skippedInCi || finished.status !== 0 ? 1 : 0);
