import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { tableOr } from "../command-context.ts";
import { columnsOf } from "../table.ts";

const WANTED = ["topic", "partition", "offset", "code", "reason"];

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
        tableOr(items, columnsOf(items, WANTED), "No dead letters: everything could be processed."),
      );
    });
}
