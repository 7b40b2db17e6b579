import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { tableOr } from "../command-context.ts";
import { EXIT } from "../exit-code.ts";
import { columnsOf } from "../table.ts";

const WANTED = ["table", "rows", "same", "differs", "live", "shadow", "exchanged"];

/** `milepost rebuild`. */
export function registerRebuild(program: Command, context: () => CommandContext): void {
  program
    .command("rebuild")
    .description("build every table again from the log, compare, and exchange")
    .action(async () => {
      const { api, show, say, endWith } = context();
      say("Replaying the log into a shadow database …");
      const { body } = await api.call("/v1/rebuilds", { method: "POST" });
      const tables = tablesOf(body);
      const differs = tables.some((table) => table["same"] === false || table["differs"] === true);
      show(body, () => tableOr(tables, columnsOf(tables, WANTED), JSON.stringify(body, null, 2)));
      if (differs) endWith(EXIT.foundWanting);
    });
}

function tablesOf(body: unknown): readonly Record<string, unknown>[] {
  const tables = (body as { readonly tables?: unknown } | null)?.tables;
  return Array.isArray(tables) ? (tables as readonly Record<string, unknown>[]) : [];
}
