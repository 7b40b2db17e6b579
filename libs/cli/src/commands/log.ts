import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { CommandContext } from "../command-context.ts";
import { EXIT } from "../exit-code.ts";
import { counted, logStanding, progressOf, untilNextIsLive } from "../log-standing.ts";
import type { LogStanding } from "../log-standing.ts";

const PARTITIONS = /^[a-z-]+=\d{1,4}(,[a-z-]+=\d{1,4})*$/;

interface NextOptions {
  readonly partitions?: string;
  readonly from?: string;
}

/** `milepost log`, `milepost log next-generation`, `milepost log remove`. */
export function registerLog(program: Command, context: () => CommandContext): void {
  const log = program
    .command("log")
    .description("which generation of the log is live, which one is being made, which ones are kept")
    .action(async () => {
      const { api, show } = context();
      const standing = await logStanding(api);
      show(standing, () => describe(standing));
    });
  log
    .command("next-generation")
    .description("copy the log into its next generation, with more partitions, or from one that is kept")
    .option("--partitions <counts>", "such as observations=8: multiples of what they are")
    .option("--from <generation>", "go back to a kept generation, by a copy of it")
    .action((options: NextOptions) => next(options, context()));
  log
    .command("remove <generation>")
    .description("remove a generation that is kept, before its time")
    .action(async (generation: string) => {
      const { api, show } = context();
      const path = `/v1/generations/${encodeURIComponent(generation)}/removals`;
      const { body } = await api.call(path, { method: "POST" });
      show(body, () => `Generation ${generation} is removed.\n\n${describe(body as LogStanding)}`);
    });
}

async function next({ partitions, from }: NextOptions, { api, show, say }: CommandContext): Promise<void> {
  const asked = {
    ...(partitions === undefined ? {} : { partitions: countsIn(partitions) }),
    ...(from === undefined ? {} : { from: Number(from) }),
  };
  const { live } = await logStanding(api);
  const body = { type: "application/json", text: JSON.stringify(asked) };
  await api.call("/v1/generations", { method: "POST", body });
  const standing = await untilNextIsLive(api, live.generation, say);
  show(standing, () => `${describe(standing)}\n\nEvery process opens everything again by itself.`);
}

/** Reads `observations=8,records=2`. */
export function countsIn(text: string): Readonly<Record<string, number>> {
  if (!PARTITIONS.test(text))
    throw new CliError("--partitions takes topics and counts, such as observations=8", EXIT.wrongUsage);
  return Object.fromEntries(
    text.split(",").map((pair) => {
      const [topic = "", count] = pair.split("=");
      return [topic, Number(count)];
    }),
  );
}

function describe({ live, next: making, kept }: LogStanding): string {
  const records = live.records === null ? "" : `, ${counted(live.records)} records`;
  const appends = live.takesAppends ? "" : ", takes no appends until the next one is live";
  const lines = [
    `Generation ${live.generation} is live: ${partitionsOf(live.partitions)}${records}${appends}.`,
  ];
  if (making !== null) {
    const origin =
      making.from.kind === "backup" ? `backup ${making.from.backup}` : `generation ${making.from.generation}`;
    lines.push(
      `${progressOf(making)}, from ${origin}${making.failure === null ? "" : `; ${making.failure}`}.`,
    );
  }
  for (const { generation, until, complete, partitions } of kept) {
    const what = complete ? partitionsOf(partitions) : "never finished";
    lines.push(`Generation ${generation} is kept until ${until}: ${what}.`);
  }
  return lines.join("\n");
}

function partitionsOf(partitions: Readonly<Record<string, number>>): string {
  const several = Object.entries(partitions).filter(([, count]) => count > 1);
  return several.map(([topic, count]) => `${count} partitions of ${topic}`).join(", ");
}
