import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { commandRequest } from "../command-request.ts";
import { tableOr } from "../command-context.ts";
import { registerAlertReplay } from "./alert-replay.ts";
import { registerAlertOptions } from "./alert-options.ts";
import type { Column } from "../table.ts";
import { chance } from "../table.ts";

const COLUMNS: readonly Column<Readonly<Record<string, unknown>>>[] = [
  { head: "alert", of: (alert) => alert["alert"] },
  { head: "state", of: (alert) => alert["state"] },
  { head: "with", of: (alert) => alert["holder"] },
  { head: "raised in", of: (alert) => alert["period"] },
  { head: "chance then", of: (alert) => chance(alert["p_hit"]), right: true },
  { head: "what", of: (alert) => alert["headline"] },
];

/** `milepost alerts …`. */
export function registerAlerts(program: Command, context: () => CommandContext): void {
  const alerts = program.command("alerts").description("see alerts, take them on, put them off");
  alerts
    .command("list")
    .description("alerts, the newest first")
    .option("--owner <person>", "only those of this person's goals")
    .option("--holder <person>", "only those that are with this person now")
    .option("--goal <goal>", "only those of this goal")
    .option("--status <status>", "open, acknowledged, cleared or closed")
    .option("--state <state>", STATES)
    .action(async (options: ListOptions) => {
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
  alerts
    .command("snooze <alert>")
    .description("put an alert off; it comes up again by itself")
    .requiredOption("--until <date>", "when it comes up again, such as 2026-11-01")
    .requiredOption("--reason <text>", "why it may rest")
    .option("--by <person>", "person id", "cli")
    .option("--idempotency-key <key>", "repeating the same key has no second effect")
    .action((alert: string, options: SnoozeOptions) => snooze(alert, options, context()));
  registerAlertOptions(alerts, context);
  registerAlertReplay(alerts, context);
}

const STATES = "open, escalated, snoozed, acknowledged, recovering, reopened, cleared or closed";

interface ListOptions {
  readonly owner?: string;
  readonly holder?: string;
  readonly goal?: string;
  readonly status?: string;
  readonly state?: string;
}

interface SayOptions {
  readonly by: string;
  readonly idempotencyKey?: string;
}

interface SnoozeOptions extends SayOptions {
  readonly until: string;
  readonly reason: string;
}

interface AckOptions extends SayOptions {
  readonly plan: string;
  readonly reviewDate: string;
}

async function acknowledge(alert: string, options: AckOptions, context: CommandContext): Promise<void> {
  const { plan, reviewDate } = options;
  const body = await sayTo(
    { alert, path: "acknowledgements", command: { plan, reviewDate } },
    options,
    context,
  );
  context.show(body, () => `${alert} is taken on; it comes up again on ${reviewDate}.`);
}

async function snooze(alert: string, options: SnoozeOptions, context: CommandContext): Promise<void> {
  const { until, reason } = options;
  const body = await sayTo({ alert, path: "snoozes", command: { until, reason } }, options, context);
  context.show(body, () => `${alert} is put off; it comes up again on ${until}.`);
}

interface Saying {
  readonly alert: string;
  readonly path: "acknowledgements" | "snoozes";
  readonly command: object;
}

async function sayTo(
  { alert, path, command }: Saying,
  { by, idempotencyKey }: SayOptions,
  { api }: CommandContext,
): Promise<unknown> {
  const { body } = await api.call(
    `/v1/alerts/${encodeURIComponent(alert)}/${path}`,
    commandRequest({ by, idempotencyKey }, command),
  );
  return body;
}
