import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { tableOr } from "../command-context.ts";
import type { Column } from "../table.ts";
import { cellText, chance, figure } from "../table.ts";

type Option = Readonly<Record<string, unknown>>;

const COLUMNS: readonly Column<Option>[] = [
  { head: "option", of: (one) => one["option"] },
  { head: "kind", of: (one) => one["kind"] },
  { head: "what", of: whatOf },
  { head: "chance then", of: (one) => chance(one["p_hit"]), right: true },
  { head: "now", of: (one) => chance(one["p_hit_now"]), right: true },
  { head: "decision", of: (one) => one["decision"] },
];

/** `milepost alerts options`. */
export function registerAlertOptions(alerts: Command, context: () => CommandContext): void {
  alerts
    .command("options <alert>")
    .description("what can be done about an alert, and what would come of it")
    .action(async (alert: string) => {
      const { api, show } = context();
      const { body } = await api.call(`/v1/alerts/${encodeURIComponent(alert)}/options`);
      const { items } = body as { readonly items: readonly Option[] };
      show(body, () => tableOr(items, COLUMNS, "Nothing was weighed for this alert."));
    });
}

function whatOf(one: Option): unknown {
  if (one["reason"] !== null) return NONE[cellText(one["reason"])];
  if (one["kind"] === "child") return one["child"];
  if (one["kind"] !== "pace") return one["line"];
  const past = `reached ${cellText(one["reached"])} times of ${cellText(one["reached_of"])}`;
  return `${cellText(figure(one["value"]))} a period, ${past}`;
}

const NONE: Readonly<Record<string, string>> = {
  none_helps: "none helps",
  starts_again: "none: the figure starts again each year",
  two_sided: "none: it must lie in a range",
};
