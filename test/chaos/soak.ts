import { join } from "node:path";
import { parseArgs } from "node:util";
import { sayProgress } from "./src/say-progress.ts";
import { addSoakLine, readSoakState } from "./src/soak/soak-state.ts";
import { writeSoakTable } from "./src/soak/soak-table.ts";
import { startStack } from "./src/stack.ts";
import type { Stack } from "./src/stack.ts";
import { ALL_SUITES, seedsUpTo } from "./src/suites/all-suites.ts";

const USAGE = `npm run soak -- [options]: every suite at full length; goes on where it was ended

  --minutes N         begin nothing more after so long
  --seeds N           no seeds above this one
  --only SUITE        only this suite; may be given several times
  --outage-seconds N  how long a server is away (600)
  --state FILE        where finished runs are kept (data/soak/state.jsonl)
  --table FILE        the document that shows them (docs/reliability.md)
`;
const ROOT = join(import.meta.dirname, "..", "..");

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "100000" },
    seeds: { type: "string", default: "100" },
    only: { type: "string", multiple: true },
    "outage-seconds": { type: "string", default: "600" },
    state: { type: "string", default: join(ROOT, "data", "soak", "state.jsonl") },
    table: { type: "string", default: join(ROOT, "docs", "reliability.md") },
    help: { type: "boolean", default: false },
  },
});
if (values.help) process.stdout.write(USAGE);
else process.exitCode = await soak();

/** Resolves with the exit code: 1 where anything was not equal. */
async function soak(): Promise<number> {
  const until = performance.now() + Number(values.minutes) * 60_000;
  const wanted = ALL_SUITES.filter(({ suite }) => values.only?.includes(suite.name) ?? true);
  for (const seed of seedsUpTo(Number(values.seeds))) {
    // Servers of its own for each seed: topics and databases of many deployments would slow them down.
    let stack: Promise<Stack> | undefined;
    const tools = {
      stack: () => (stack ??= startStack()),
      say: sayProgress,
      outageMs: Number(values["outage-seconds"]) * 1_000,
    };
    for (const { suite, soakSeeds } of wanted) {
      const isDone = readSoakState(values.state).some(
        (line) => line.suite === suite.name && line.seed === seed,
      );
      if (seed > soakSeeds || isDone || performance.now() > until) continue;
      const began = performance.now();
      const found = await suite
        .run(seed, tools)
        .catch((error: unknown) => ({ difference: `broke off: ${String(error)}`, struck: {} }));
      const outcome = found.difference ?? "equal";
      const seconds = Math.round((performance.now() - began) / 1_000);
      const at = new Date().toISOString();
      const figures = "figures" in found && found.figures !== undefined ? { figures: found.figures } : {};
      addSoakLine(values.state, {
        suite: suite.name,
        seed,
        outcome,
        seconds,
        struck: found.struck,
        at,
        ...figures,
      });
      writeSoakTable(values.table, readSoakState(values.state));
      sayProgress(`${suite.name} seed ${seed}: ${outcome} after ${seconds} s`);
    }
    await (await stack)?.close();
  }
  return readSoakState(values.state).some(({ outcome }) => outcome !== "equal") ? 1 : 0;
}
