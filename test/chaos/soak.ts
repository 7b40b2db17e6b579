import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { exitWhenAsked } from "@milepost/testkit/end-with-us";
import { sayProgress } from "./src/say-progress.ts";
import { soakOnce } from "./src/soak/soak-once.ts";
import {
  addSoakLine,
  decided,
  isFinding,
  isOutOfTime,
  isTold,
  lastWords,
  readSoakState,
  struckByArea,
} from "./src/soak/soak-state.ts";
import { writeSoakTable } from "./src/soak/soak-table.ts";
import { startStack } from "./src/stack.ts";
import type { Stack } from "./src/stack.ts";
import { ALL_SUITES, seedsUpTo } from "./src/suites/all-suites.ts";
import type { Suite, Tools } from "./src/suites/suite.ts";

const USAGE = `npm run soak -- [options]: every suite at full length; goes on where it was ended

  --minutes N         begin nothing more after so long
  --seeds N           no seeds above this one
  --from N            no seeds below this one (1)
  --only SUITE        only this suite; may be given several times
  --outage-seconds N  how long a server is away (600)
  --state FILE        where finished runs are kept (docs/reliability-soak.jsonl)
  --table FILE        the document that shows them (docs/reliability.md)

A run whose waits ended before anything could be told is run once more at once; out of time again, it is a finding.
What was found is tried again by later code. Ends with 1 where anything was found that no later code has mended.
`;
const ROOT = join(import.meta.dirname, "..", "..");

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "100000" },
    seeds: { type: "string", default: "100" },
    from: { type: "string", default: "1" },
    only: { type: "string", multiple: true },
    "outage-seconds": { type: "string", default: "600" },
    state: { type: "string", default: join(ROOT, "docs", "reliability-soak.jsonl") },
    table: { type: "string", default: join(ROOT, "docs", "reliability.md") },
    help: { type: "boolean", default: false },
  },
});
exitWhenAsked();
const unknown = unknownSuites(values.only ?? []);
if (values.help) process.stdout.write(USAGE);
else if (unknown !== undefined) {
  process.stderr.write(`${unknown}\n`);
  process.exitCode = 2;
} else process.exitCode = await soak();

/** A name that is no suite's would soak nothing, and pass. */
function unknownSuites(only: readonly string[]): string | undefined {
  const known = ALL_SUITES.map(({ suite }) => suite.name);
  const unknown = only.filter((name) => !known.includes(name));
  if (unknown.length === 0) return undefined;
  return `--only: no suite is called ${unknown.join(", ")}; one of ${known.join(", ")} each time it is given`;
}

/** Resolves with the exit code: 1 where anything was found. */
async function soak(): Promise<number> {
  const until = performance.now() + Number(values.minutes) * 60_000;
  const wanted = ALL_SUITES.filter(({ suite }) => values.only?.includes(suite.name) ?? true);
  for (const seed of seedsUpTo(Number(values.seeds)).filter((one) => one >= Number(values.from))) {
    // Servers of its own for each seed: topics and databases of many deployments would slow them down.
    let stack: Promise<Stack> | undefined;
    const tools = {
      stack: () => (stack ??= startStack()),
      say: sayProgress,
      outageMs: Number(values["outage-seconds"]) * 1_000,
    };
    for (const { suite, soakSeeds } of wanted) {
      if (seed > soakSeeds) continue;
      while (!isDone(suite, seed) && performance.now() < until) {
        // What broke off may have left its stack behind in any state.
        if (!(await isLate(suite, seed, tools))) continue;
        await (await stack)?.close();
        stack = undefined;
      }
    }
    await (await stack)?.close();
  }
  return lastWords(decided(readSoakState(values.state))).some(isFinding) ? 1 : 0;
}

function isDone({ name: suite, strikes }: Suite, seed: number): boolean {
  return isTold(readSoakState(values.state), { suite, seed, strikes, commit: commitNow() });
}

/** Runs a suite and notes what it found; true: it was out of time. */
async function isLate(suite: Suite, seed: number, tools: Tools): Promise<boolean> {
  const commit = commitNow();
  const { struck, ...ended } = await soakOnce(suite, seed, tools);
  addSoakLine(values.state, {
    suite: suite.name,
    seed,
    ...ended,
    struck: struckByArea(struck),
    commit,
    at: new Date().toISOString(),
  });
  writeSoakTable(values.table, readSoakState(values.state));
  sayProgress(`${suite.name} seed ${seed}: ${ended.outcome} after ${ended.seconds} s`);
  return isOutOfTime(ended);
}

/** The commit that is run, with a `+` where its code was changed since; what the soak itself writes does not count. */
function commitNow(): string {
  const git = (...args: readonly string[]): string =>
    execFileSync("git", args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    const changed = git("status", "--porcelain", "--", ".", ":!docs");
    return `${git("rev-parse", "--short=7", "HEAD")}${changed === "" ? "" : "+"}`;
  } catch {
    return "unknown";
  }
}
