import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { cellText } from "../table.ts";

/** `milepost explain <kpi> <period>`. */
export function registerExplain(program: Command, context: () => CommandContext): void {
  program
    .command("explain")
    .description("walk from a number to its versions, log offsets and connector run")
    .argument("<kpi>", "KPI id")
    .argument("<period>", "period label, such as 2026-09")
    .option("--series <members>", "dimension=member list")
    .option("--as-of <month>", "what could be known then")
    .action(async (kpi: string, period: string, options: { series?: string; asOf?: string }) => {
      const { api, show } = context();
      const { body } = await api.call(`/v1/kpis/${encodeURIComponent(kpi)}/explanation`, {
        query: { period, ...options },
      });
      show(body, () => outline(body, "").join("\n"));
    });
}

/** An answer as an indented outline: every name with its value. */
function outline(value: unknown, indent: string): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => {
      const [first = "", ...rest] = outline(item, `${indent}  `);
      return [`${indent}${index + 1}. ${first.trimStart()}`, ...rest];
    });
  }
  if (typeof value !== "object" || value === null) return [`${indent}${cellText(value)}`];
  return Object.entries(value).flatMap(([name, part]) => {
    if (typeof part !== "object" || part === null) return [`${indent}${name}: ${cellText(part)}`];
    const inner = outline(part, `${indent}  `);
    return inner.length === 0 ? [`${indent}${name}: none`] : [`${indent}${name}:`, ...inner];
  });
}
