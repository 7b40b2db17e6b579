import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, open, rename, rm } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import type { VerifiedBackup } from "@milepost/backup";
import { verifyBackup } from "@milepost/backup/verify-backup";
import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { CommandContext } from "../command-context.ts";
import { EXIT } from "../exit-code.ts";
import { counted } from "../log-standing.ts";
import { lookingThrough } from "../looking-through.ts";

const BYTES_PER_MEGABYTE = 1_000_000;
const PARTIAL_BYTES = 4;

interface BackupOptions {
  readonly people: boolean;
  readonly verify: boolean;
}

/** `milepost backup [file]`, `milepost backup --verify <file>`. */
export function registerBackup(program: Command, context: () => CommandContext): void {
  program
    .command("backup")
    .description("write everything that the log says into one file, while everything runs")
    .argument("[file]", "where to; a name with the time in the current folder when not given")
    .option(
      "--no-people",
      "leave names, addresses and what people wrote out: they cannot be restored from it",
    )
    .option("--verify", "only check whether a backup is whole", false)
    .action((file: string | undefined, options: BackupOptions) =>
      options.verify ? verify(file, context()) : backup(file, options, context()),
    );
}

async function backup(
  named: string | undefined,
  { people }: BackupOptions,
  { api, show, say }: CommandContext,
): Promise<void> {
  const file = named ?? `milepost-${new Date().toISOString().replaceAll(/[:.]/g, "-")}.tar`;
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (isThere) throw new CliError(`${file} is there already; name another one`, EXIT.wrongUsage);
  const archive = await api.stream("/v1/backups", { query: { people: String(people) } });
  // Until it is whole it has a name that nobody takes for a backup.
  const partial = `${file}.partial-${randomBytes(PARTIAL_BYTES).toString("hex")}`;
  try {
    const verified = await receive(archive, partial, say);
    await rename(partial, file);
    show({ file, ...summary(verified) }, () => `${file}: ${describe(verified)}`);
  } catch (error) {
    await rm(partial, { force: true });
    throw failure(error, "The backup was not written");
  }
}

async function receive(
  archive: AsyncIterable<Uint8Array>,
  path: string,
  say: (text: string) => void,
): Promise<VerifiedBackup> {
  const output = await open(path, "wx");
  try {
    const verified = await verifyBackup(kept(archive, output), lookingThrough("Received", say));
    await output.sync();
    return verified;
  } finally {
    await output.close();
  }
}

async function* kept(archive: AsyncIterable<Uint8Array>, output: FileHandle): AsyncGenerator<Uint8Array> {
  for await (const chunk of archive) {
    await output.writeFile(chunk);
    yield chunk;
  }
}

async function verify(file: string | undefined, { show, say }: CommandContext): Promise<void> {
  if (file === undefined) throw new CliError("Name the file to check", EXIT.wrongUsage);
  const verified = await verifyFile(file, say);
  show({ file, ...summary(verified) }, () => `${file} is whole: ${describe(verified)}`);
}

/** Reads a backup from its beginning to its end; what is wrong with it is found wanting. */
export async function verifyFile(file: string, say: (text: string) => void): Promise<VerifiedBackup> {
  try {
    return await verifyBackup(createReadStream(file), lookingThrough("Checked", say));
  } catch (error) {
    throw failure(error, `${file} cannot be used`);
  }
}

/** An error that a person is told in one sentence. */
function failure(error: unknown, what: string): CliError {
  if (error instanceof CliError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return new CliError(`${what}: there is no such file`, EXIT.wrongUsage);
  const wanting = code === "backup_invalid" ? EXIT.foundWanting : EXIT.failed;
  return new CliError(`${what}: ${message}`, wanting);
}

function summary({ header, records, bytes }: VerifiedBackup): Readonly<Record<string, unknown>> {
  const { format: _format, version: _version, ...about } = header;
  return { ...about, records, bytes };
}

/** What a backup is, in a sentence. */
export function describe({ header, records, bytes }: VerifiedBackup): string {
  const size = (bytes / BYTES_PER_MEGABYTE).toFixed(1);
  const people = header.people ? "" : ", without people";
  return `${counted(records)} records of ${header.createdAt}${people}, ${size} MB, generation ${header.generation} of deployment ${header.deployment}, written by Milepost ${header.milepost}`;
}
