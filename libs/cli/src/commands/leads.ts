import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { tableOr } from "../command-context.ts";
import type { Column } from "../table.ts";
import { figure, percent } from "../table.ts";

type Item = Readonly<Record<string, unknown>>;

const COLUMNS: readonly Column<Item>[] = [
  { head: "lead", of: (item) => item["lead"] },
  { head: "follower", of: (item) => item["follower"] },
  { head: "verdict", of: (item) => item["verdict"] ?? "not tested yet" },
  { head: "lag", of: (item) => item["lag"], right: true },
  { head: "strength", of: (item) => figure(item["strength"]), right: true },
  { head: "smaller errors", of: (item) => percent(item["gain"]), right: true },
  { head: "in words", of: (item) => item["sentence"] },
];

/** `milepost leads`. */
export function registerLeads(program: Command, context: () => CommandContext): void {
  program
    .command("leads")
    .description("declared links from leading to lagging KPIs, and what the values say of them")
    .option("--kpi <kpi>", "only those at whose either end this KPI stands")
    .action(async (options: { readonly kpi?: string }) => {
      const { api, show } = context();
      const items = await api.list("/v1/leads", { ...options });
      show({ items, next: null }, () => tableOr(items, COLUMNS, "The plan declares no such links."));
    });
}
