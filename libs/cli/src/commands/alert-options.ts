import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { commandRequest } from "../command-request.ts";
import { tableOr } from "../command-context.ts";
import type { Column } from "../table.ts";
import { cellText, chance, figure } from "../table.ts";

type Option = Readonly<Record<string, unknown>>;

/** What is said of an option. */
export const OPTION_COLUMNS: readonly Column<Option>[] = [
  { head: "option", of: (one) => one["option"] },
  { head: "kind", of: (one) => one["kind"] },
  { head: "what", of: whatOf },
  { head: "chance then", of: chanceThen, right: true },
  { head: "now", of: (one) => chance(one["p_hit_now"]), right: true },
  { head: "decision", of: decisionOf },
];

/** `milepost alerts options`, `accept` and `decline`. */
export function registerAlertOptions(alerts: Command, context: () => CommandContext): void {
  alerts
    .command("options <alert>")
    .description("what can be done about an alert, and what would come of it")
    .action(async (alert: string) => {
      const { api, show } = context();
      const { body } = await api.call(`/v1/alerts/${encodeURIComponent(alert)}/options`);
      const { items } = body as { readonly items: readonly Option[] };
      show(body, () => tableOr(items, OPTION_COLUMNS, "Nothing was weighed for this alert."));
    });
  alerts
    .command("accept <alert> <option>")
    .description("accept a suggestion; the plan stays as it is until its owner changes it")
    .requiredOption("--by <person>", "person id of the plan")
    .option("--idempotency-key <key>", "repeating the same key has no second effect")
    .action((alert: string, option: string, options: DecideOptions) =>
      decide({ alert, option, decision: "acceptance" }, options, context()),
    );
  alerts
    .command("decline <alert> <option>")
    .description("decline a suggestion")
    .requiredOption("--reason <text>", "why not")
    .requiredOption("--by <person>", "person id of the plan")
    .option("--idempotency-key <key>", "repeating the same key has no second effect")
    .action((alert: string, option: string, options: DecideOptions) =>
      decide({ alert, option, decision: "decline" }, options, context()),
    );
}

/** A pace and what there is none of have no chance; that of a goal below may be unknown, that of a lead unsure. */
function chanceThen(one: Option): unknown {
  if (one["reason"] !== null || one["kind"] === "pace") return "–";
  const [low, high] = [one["p_hit_low"] ?? null, one["p_hit_high"] ?? null];
  const between =
    low === null || high === null ? "" : ` (${cellText(chance(low))} to ${cellText(chance(high))})`;
  return `${cellText(chance(one["p_hit"]))}${between}`;
}

/** What names a line to change, and what a lead is to do, waits for somebody. */
function decisionOf({ decision, line, kind, is_past: isPast }: Option): unknown {
  if (decision !== null) return decision;
  if (kind === "lead") return isPast === true ? "too late" : "nobody's yet";
  return line === null ? "–" : "nobody's yet";
}

function whatOf(one: Option): unknown {
  if (one["reason"] !== null) return NONE[cellText(one["reason"])];
  if (one["kind"] === "child") return one["child"];
  if (one["kind"] === "lead") {
    const value = Number(one["value"]);
    const by = `${cellText(figure(Math.abs(value)))} ${value > 0 ? "more" : "less"} than it would otherwise be`;
    const from = `from ${cellText(one["from_period"])} on (it last stood at ${cellText(figure(one["level"]))}`;
    return `${cellText(one["lead"])}: ${by}, ${from}; ${cellText(one["lag"])} periods ahead)`;
  }
  if (one["kind"] !== "pace") return one["line"];
  const past = `reached ${cellText(one["reached"])} times of ${cellText(one["reached_of"])}`;
  return `${cellText(figure(one["value"]))} a period, ${past}`;
}

const NONE: Readonly<Record<string, string>> = {
  none_helps: "none helps",
  gains_little: "none adds 5 points of chance",
  starts_again: "none: the figure starts again each year",
  two_sided: "none: it must lie in a range",
};

interface DecideOptions {
  readonly by: string;
  readonly idempotencyKey?: string;
  readonly reason?: string;
}

async function decide(
  path: { readonly alert: string; readonly option: string; readonly decision: "acceptance" | "decline" },
  { by, reason, idempotencyKey }: DecideOptions,
  { api, show }: CommandContext,
): Promise<void> {
  const suggestion = `${encodeURIComponent(path.alert)}/suggestions/${encodeURIComponent(path.option)}`;
  const said = reason === undefined ? undefined : { reason };
  const { body } = await api.call(
    `/v1/alerts/${suggestion}/${path.decision}`,
    commandRequest({ by, idempotencyKey }, said),
  );
  show(body, () => cellText((body as Option)["next"]));
}
