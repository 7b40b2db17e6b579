import { setTimeout as delay } from "node:timers/promises";
import type { Command } from "commander";
import type { ApiClient } from "../api-client.ts";
import { CliError } from "../cli-error.ts";
import type { CommandContext } from "../command-context.ts";
import { EXIT } from "../exit-code.ts";
import { describeRebuild, progressWords } from "./rebuild-words.ts";
import type { RebuildStatus } from "./rebuild-words.ts";

const ASKED_EVERY_MS = 500;
/** Whoever works at a rebuild is heard of every few seconds. */
const SILENT_MS = 60_000;
/** What failed is tried again by itself, a few seconds later. */
const FAILED_MS = 15_000;
const WAYS_OUT = "go on with it (milepost rebuild --resume) or drop it (milepost rebuild --drop)";

interface Flags {
  readonly resume?: boolean;
  readonly drop?: boolean;
}

/** `milepost rebuild`. */
export function registerRebuild(program: Command, context: () => CommandContext): void {
  program
    .command("rebuild")
    .description("build every table again from the log, compare, and make the rebuilt ones live")
    .option("--resume", "go on with a rebuild that was interrupted")
    .option("--drop", "drop the rebuild that is open, else the old tables that are kept of the last one")
    .action(async ({ resume = false, drop = false }: Flags) => {
      if (resume && drop) throw new CliError("Give --resume or --drop, not both", EXIT.wrongUsage);
      const { api, show, say, endWith } = context();
      if (drop) {
        const dropped = await dropOne(api);
        show(dropped, () => dropWords(dropped));
        return;
      }
      const begun = resume ? await resumeOpen(api) : await post(api, "/v1/rebuilds");
      const ended = await follow(api, begun, say);
      show(ended, () => describeRebuild(ended));
      if (ended.differed === true) endWith(EXIT.foundWanting);
    });
}

async function resumeOpen(api: ApiClient): Promise<RebuildStatus> {
  const open = (await list(api)).find(isOpen);
  if (open === undefined) throw new CliError("No rebuild is open.");
  return post(api, `${pathOf(open)}/resume`);
}

async function dropOne(api: ApiClient): Promise<RebuildStatus> {
  const rebuilds = await list(api);
  const one = rebuilds.find(isOpen) ?? rebuilds.find(({ keptUntil }) => keptUntil !== null);
  if (one === undefined) throw new CliError("No rebuild is open, and no old tables are kept.");
  return post(api, `${pathOf(one)}/drop`);
}

function dropWords({ rebuild, state }: RebuildStatus): string {
  return state === "dropped"
    ? `Rebuild ${rebuild} is dropped; the live tables are as they were.`
    : `The tables from before rebuild ${rebuild} are dropped.`;
}

/** Says how far it is until it is over. */
async function follow(
  api: ApiClient,
  begun: RebuildStatus,
  say: (text: string) => void,
): Promise<RebuildStatus> {
  let status = begun;
  let said = "";
  let heardAt = performance.now();
  while (isOpen(status)) {
    const words = progressWords(status);
    if (words !== said) say(words);
    said = words;
    const silentMs = performance.now() - heardAt;
    if (status.failure !== null && silentMs > FAILED_MS) {
      throw new CliError(`The rebuild was interrupted (${status.failure}): ${WAYS_OUT}.`);
    }
    if (silentMs > SILENT_MS) {
      throw new CliError(`Nobody has been heard of at the rebuild for a minute: ${WAYS_OUT}.`);
    }
    await delay(ASKED_EVERY_MS);
    const { body } = await api.call(pathOf(status));
    const next = body as RebuildStatus;
    if (next.changedAt !== status.changedAt) heardAt = performance.now();
    status = next;
  }
  if (status.state === "dropped") throw new CliError("Somebody has dropped the rebuild.");
  return status;
}

function isOpen({ state }: RebuildStatus): boolean {
  return state !== "done" && state !== "dropped";
}

function pathOf({ rebuild }: RebuildStatus): string {
  return `/v1/rebuilds/${encodeURIComponent(rebuild)}`;
}

async function list(api: ApiClient): Promise<readonly RebuildStatus[]> {
  return (await api.list("/v1/rebuilds")) as unknown as readonly RebuildStatus[];
}

async function post(api: ApiClient, path: string): Promise<RebuildStatus> {
  const { body } = await api.call(path, { method: "POST" });
  return body as RebuildStatus;
}
