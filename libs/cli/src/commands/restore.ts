import { createReadStream } from "node:fs";
import { text } from "node:stream/consumers";
import { Readable } from "node:stream";
import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { CommandContext } from "../command-context.ts";
import { logStanding, untilNextIsLive } from "../log-standing.ts";
import { describe, verifyFile } from "./backup.ts";
import { countsIn } from "./log.ts";

const MEDIA_TYPE = "application/x-tar";

interface RestoreOptions {
  readonly replace: boolean;
  readonly partitions?: string;
}

/** `milepost restore <file>`. */
export function registerRestore(program: Command, context: () => CommandContext): void {
  program
    .command("restore")
    .description("let the log go on from a backup, of this deployment or of another one")
    .argument("<file>", "a backup")
    .option("--replace", "take the place of the records that there are; they are kept for a week", false)
    .option("--partitions <counts>", "such as observations=8: multiples of the backup's")
    .action((file: string, options: RestoreOptions) => restore(file, options, context()));
}

/** Nothing is lost: at its last step the restore found records that it may not replace, or its process was gone. */
function notRestored(file: string, generation: number): CliError {
  return new CliError(
    `${file} is not restored: something came in at the last moment, or the process that restored it ended. The log goes on in generation ${generation} with what it had; restore again, with --replace if that may be replaced`,
  );
}

async function restore(
  file: string,
  { replace, partitions }: RestoreOptions,
  { api, show, say }: CommandContext,
): Promise<void> {
  if (partitions !== undefined) countsIn(partitions);
  const verified = await verifyFile(file, say);
  say(describe(verified));
  const { live } = await logStanding(api);
  say("Sending it …");
  const query = { replace: String(replace), partitions };
  const body = { type: MEDIA_TYPE, bytes: createReadStream(file) };
  const begun = JSON.parse(await text(Readable.from(await api.stream("/v1/restores", { query, body })))) as {
    readonly generation: number;
  };
  const { generation } = (await untilNextIsLive(api, live.generation, say)).live;
  if (generation !== begun.generation) throw notRestored(file, generation);
  show(begun, () =>
    [
      `${file} is restored: the log goes on in generation ${generation}.`,
      "Every process opens everything again by itself, and the projector builds the tables anew; `milepost doctor` says when they are.",
    ].join("\n"),
  );
}
