import { exitWhenAsked } from "@milepost/testkit/end-with-us";
import { run as alerts } from "./alerts.ts";
import { run as assess } from "./assess.ts";
import { run as atrisk } from "./atrisk.ts";
import { run as forecast } from "./forecast.ts";
import { run as growth } from "./growth.ts";
import { run as lead } from "./lead.ts";
import { run as pipeline } from "./pipeline.ts";
import { run as query } from "./query.ts";
import { run as rebuild } from "./rebuild.ts";
import { run as start } from "./start.ts";
import { run as targets } from "./targets.ts";
import { writeFigures } from "./write-figures.ts";

/** What one benchmark measured. */
interface Measured {
  readonly bench: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly figures: Readonly<Record<string, number | null>>;
  /** A Markdown table for docs/accuracy.md, where the figures are for readers. */
  readonly table?: string;
}

const BENCHES: Readonly<Record<string, (args: readonly string[]) => Promise<Measured>>> = {
  alerts,
  assess,
  atrisk,
  forecast,
  growth,
  lead,
  pipeline,
  query,
  rebuild,
  start,
  targets,
};

exitWhenAsked();
const [name = "", ...args] = process.argv.slice(2);
const bench = BENCHES[name];
if (bench === undefined) {
  process.stderr.write(`usage: npm run bench -- (${Object.keys(BENCHES).join(" | ")}) [--json] [--write]\n`);
  process.exitCode = 2;
} else {
  const measured = await bench(args);
  const { figures, inputs } = measured;
  if (args.includes("--json")) process.stdout.write(`${JSON.stringify({ bench: name, inputs, figures })}\n`);
  if (args.includes("--write")) writeFigures(measured);
}
