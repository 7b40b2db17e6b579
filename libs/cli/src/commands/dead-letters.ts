import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { CommandContext } from "../command-context.ts";
import { commandRequest } from "../command-request.ts";
import { tableOr } from "../command-context.ts";
import { EXIT } from "../exit-code.ts";
import { replayAll } from "../replay-all.ts";
import type { Column } from "../table.ts";

type Item = Readonly<Record<string, unknown>>;

const COLUMNS: readonly Column<Item>[] = [
  { head: "dead letter", of: (item) => item["dead_letter"] },
  { head: "status", of: (item) => item["status"] },
  { head: "code", of: (item) => item["code"] },
  { head: "tried", of: (item) => item["attempts"], right: true },
  { head: "set aside", of: (item) => item["recorded_at"] },
  { head: "reason", of: (item) => item["reason"] },
];

interface ListOptions {
  readonly status: "open" | "resolved" | "all";
  readonly topic?: string;
  readonly code?: string;
}

/** `milepost dead-letters …`. */
export function registerDeadLetters(program: Command, context: () => CommandContext): void {
  const deadLetters = program
    .command("dead-letters")
    .description("records that could not be processed: look at them, fix and replay them");
  deadLetters
    .command("list")
    .description("each with its reason and its place in the log; those that wait, unless you ask for others")
    .option("--status <status>", "open, resolved or all", "open")
    .option("--topic <topic>", "only those of this topic of the log")
    .option("--code <code>", "only those that failed in this way, such as invalid_event")
    .action((options: ListOptions) => list(options, context()));
  deadLetters
    .command("show <id>")
    .description("one record whole, why it failed, and what can be done")
    .action(async (id: string) => {
      const { api, show } = context();
      const { body } = await api.call(pathOf(id));
      show(body, () => describe(body as Item));
    });
  deadLetters
    .command("replay [id]")
    .description("try one again, as it stands or corrected, or all that are open")
    .option("--file <file>", "the corrected event, as JSON")
    .option("--all", "every open one, as it stands", false)
    .option("--topic <topic>", "with --all: only those of this topic")
    .option("--code <code>", "with --all: only those that failed in this way")
    .option("--reason <text>", "why, for whoever looks at it later")
    .option("--by <person>", "person id", "cli")
    .option("--idempotency-key <key>", "repeating the same key has no second effect")
    .action((id: string | undefined, options: ReplayOptions) => replay(id, options, context()));
  deadLetters
    .command("discard <id>")
    .description("decide that nothing stands for it; the record stays in the log")
    .requiredOption("--reason <text>", "why")
    .option("--by <person>", "person id", "cli")
    .option("--idempotency-key <key>", "repeating the same key has no second effect")
    .action(async (id: string, options: DiscardOptions) => {
      const { api, show } = context();
      const body = { reason: options.reason };
      const answer = await api.call(pathOf(id, "discards"), commandRequest(options, body));
      show(answer.body, () => `${id} is discarded: ${options.reason}`);
    });
}

async function list({ status, topic, code }: ListOptions, { api, show }: CommandContext): Promise<void> {
  if (!["open", "resolved", "all"].includes(status)) {
    throw new CliError("--status is open, resolved or all", EXIT.wrongUsage);
  }
  const filter = { status: status === "all" ? undefined : status, topic, code };
  const items = await api.list("/v1/dead-letters", filter);
  const nothing =
    status === "open" && topic === undefined && code === undefined
      ? "No dead letters wait: everything could be processed, or was dealt with."
      : "There are no such dead letters.";
  show({ items, next: null, total: items.length }, () => tableOr(items, COLUMNS, nothing));
}

function describe(letter: Item): string {
  const {
    dead_letter: id,
    status,
    code,
    reason,
    attempts,
    recorded_at: at,
    payload,
    what_to_do: todo,
  } = letter;
  const whole = letter["payload_complete"] === true ? "" : " (only how it began is known)";
  return [
    `${String(id)}: ${String(status)}, ${String(code)}`,
    `  ${String(reason)}`,
    `  set aside ${String(at)}, tried ${String(attempts)} ${attempts === 1 ? "time" : "times"}`,
    "",
    String(todo),
    "",
    `The record as it stands in the log${whole}:`,
    String(payload),
  ].join("\n");
}

interface DiscardOptions {
  readonly reason?: string;
  readonly by: string;
  readonly idempotencyKey?: string;
}

interface ReplayOptions extends DiscardOptions {
  readonly file?: string;
  readonly all: boolean;
  readonly topic?: string;
  readonly code?: string;
}

interface Replayed {
  readonly replacement: { readonly topic: string; readonly partition: number; readonly offset: number };
  readonly outcome: "visible" | "kept_apart" | "refused";
  readonly replacementDeadLetter: string | null;
}

async function replay(
  id: string | undefined,
  options: ReplayOptions,
  context: CommandContext,
): Promise<void> {
  const { file, all, reason } = options;
  if (all !== (id === undefined) || (all && file !== undefined)) {
    throw new CliError("Name one dead letter, with or without --file, or give --all", EXIT.wrongUsage);
  }
  const { api, show, endWith } = context;
  if (id === undefined) return replayAll(options, context);
  const event = file === undefined ? undefined : await readEvent(file);
  const body = event === undefined ? JSON.stringify({ reason }) : withEvent(event, reason);
  const answer = await api.call(pathOf(id, "replays"), {
    ...commandRequest(options),
    body: { type: "application/json", text: body },
  });
  const replayed = answer.body as Replayed;
  show(answer.body, () => `${id} is replayed: ${outcomeWords(replayed)}.`);
  if (replayed.outcome !== "visible") endWith(EXIT.foundWanting);
}

function outcomeWords({ outcome, replacement, replacementDeadLetter }: Replayed): string {
  const { topic, partition, offset } = replacement;
  const place = `${topic}/${partition} offset ${offset} stands for it`;
  switch (outcome) {
    case "visible":
      return `${place} and is in the tables`;
    case "kept_apart":
      return `${place}, but was kept apart as a conflict; \`milepost explain\` says why`;
    case "refused":
      return `${place}, but was refused, too: see ${replacementDeadLetter}`;
  }
}

/** The event's text goes on as it was written, so that its numbers keep their digits. */
function withEvent(event: string, reason: string | undefined): string {
  const rest = reason === undefined ? "" : `,"reason":${JSON.stringify(reason)}`;
  return `{"event":${event}${rest}}`;
}

async function readEvent(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new CliError(`${file} cannot be read`, EXIT.wrongUsage);
  });
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new CliError(`${file} is no JSON`, EXIT.wrongUsage);
  }
}

function pathOf(id: string, what?: string): string {
  return `/v1/dead-letters/${encodeURIComponent(id)}${what === undefined ? "" : `/${what}`}`;
}
