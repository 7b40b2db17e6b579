import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { tableOr } from "../command-context.ts";
import type { Column } from "../table.ts";

type Item = Readonly<Record<string, unknown>>;

const COLUMNS: readonly Column<Item>[] = [
  {
    head: "log",
    of: (item) => `${String(item["topic"])}/${String(item["partition"])} @ ${String(item["offset"])}`,
  },
  { head: "code", of: (item) => item["code"] },
  { head: "reason", of: (item) => item["reason"] },
  { head: "recorded", of: (item) => item["recorded_at"] },
];

/** `milepost dead-letters list`. */
export function registerDeadLetters(program: Command, context: () => CommandContext): void {
  const deadLetters = program.command("dead-letters").description("records that could not be processed");
  deadLetters
    .command("list")
    .description("each with its reason and its place in the log")
    .action(async () => {
      const { api, show } = context();
      const items = await api.list("/v1/dead-letters");
      show({ items, next: null }, () =>
        tableOr(items, COLUMNS, "No dead letters: everything could be processed."),
      );
    });
}
