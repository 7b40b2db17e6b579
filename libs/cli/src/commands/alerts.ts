import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { tableOr } from "../command-context.ts";
import { registerAlertReplay } from "./alert-replay.ts";
import type { Column } from "../table.ts";
import { chance } from "../table.ts";

const COLUMNS: readonly Column<Readonly<Record<string, unknown>>>[] = [
  { head: "alert", of: (alert) => alert["alert"] },
  { head: "status", of: (alert) => alert["status"] },
  { head: "owner", of: (alert) => alert["owner"] },
  { head: "raised in", of: (alert) => alert["period"] },
  { head: "chance then", of: (alert) => chance(alert["p_hit"]), right: true },
  { head: "what", of: (alert) => alert["headline"] },
];

/** `milepost alerts …`. */
export function registerAlerts(program: Command, context: () => CommandContext): void {
  const alerts = program.command("alerts").description("see alerts and take them on");
  alerts
    .command("list")
    .description("alerts, the newest first")
    .option("--owner <person>", "only those of this person")
    .option("--goal <goal>", "only those of this goal")
    .option("--status <status>", "open, acknowledged, cleared or closed")
    .action(async (options: { owner?: string; goal?: string; status?: string }) => {
      const { api, show } = context();
      const items = await api.list("/v1/alerts", { ...options });
      show({ items, next: null }, () => tableOr(items, COLUMNS, "There are no such alerts."));
    });
  alerts
    .command("ack <alert>")
    .description("take an alert on")
    .requiredOption("--plan <text>", "what will be done")
    .requiredOption("--review-date <date>", "when to look again, such as 2026-11-01")
    .option("--by <person>", "person id", "cli")
    .option("--idempotency-key <key>", "repeating the same key has no second effect")
    .action((alert: string, options: AckOptions) => acknowledge(alert, options, context()));
  registerAlertReplay(alerts, context);
}

interface AckOptions {
  readonly plan: string;
  readonly reviewDate: string;
  readonly by: string;
  readonly idempotencyKey?: string;
}

async function acknowledge(alert: string, options: AckOptions, { api, show }: CommandContext): Promise<void> {
  const { plan, reviewDate, by, idempotencyKey } = options;
  const key = idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey };
  const { body } = await api.call(`/v1/alerts/${encodeURIComponent(alert)}/acknowledgements`, {
    method: "POST",
    headers: { "milepost-actor": by, ...key },
    body: { type: "application/json", text: JSON.stringify({ plan, reviewDate }) },
  });
  show(body, () => `${alert} is taken on; it comes up again on ${reviewDate}.`);
}
