import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { tableOr } from "../command-context.ts";
import { EXIT } from "../exit-code.ts";
import type { Column } from "../table.ts";

interface RebuiltTable {
  readonly table: string;
  readonly differed: boolean;
  readonly liveRows: number;
  readonly rebuiltRows: number;
}

interface RebuildReport {
  readonly rebuild: string;
  readonly differed: boolean;
  readonly tables: readonly RebuiltTable[];
}

const COLUMNS: readonly Column<RebuiltTable>[] = [
  { head: "table", of: ({ table }) => table },
  { head: "rows before", of: ({ liveRows }) => liveRows.toLocaleString("en"), right: true },
  { head: "rows now", of: ({ rebuiltRows }) => rebuiltRows.toLocaleString("en"), right: true },
  { head: "checksum", of: ({ differed }) => (differed ? "differed" : "same") },
];

/** `milepost rebuild`. */
export function registerRebuild(program: Command, context: () => CommandContext): void {
  program
    .command("rebuild")
    .description("build every table again from the log, compare, and exchange")
    .action(async () => {
      const { api, show, say, endWith } = context();
      say("Replaying the log into a shadow database …");
      const { body } = await api.call("/v1/rebuilds", { method: "POST" });
      const report = body as RebuildReport;
      show(body, () => describe(report));
      if (report.differed) endWith(EXIT.foundWanting);
    });
}

function describe({ tables, differed }: RebuildReport): string {
  const end = differed
    ? "Some tables were not what the log says; now they are."
    : "Every table was what the log says.";
  return `${tableOr(tables, COLUMNS, "There are no tables.")}\n\n${end}`;
}
