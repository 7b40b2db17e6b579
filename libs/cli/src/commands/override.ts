import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { commandRequest } from "../command-request.ts";

interface OverrideOptions {
  readonly says: string;
  readonly reason: string;
  readonly until: string;
  readonly by: string;
  readonly idempotencyKey?: string;
}

/** `milepost goals override`. */
export function registerOverride(goals: Command, context: () => CommandContext): void {
  goals
    .command("override <goal>")
    .description("say how a goal will end, beside what the model says; it is scored when the goal ends")
    .requiredOption("--says <hit|miss>", "how it will end: hit or miss")
    .requiredOption("--reason <text>", "what the figures do not know")
    .requiredOption("--until <date>", "when it expires, such as 2026-11-01")
    .option("--by <person>", "person id", "cli")
    .option("--idempotency-key <key>", "repeating the same key has no second effect")
    .action((goal: string, options: OverrideOptions) => override(goal, options, context()));
}

async function override(
  goal: string,
  { by, idempotencyKey, says, reason, until }: OverrideOptions,
  { api, show }: CommandContext,
): Promise<void> {
  const { body } = await api.call(
    `/v1/goals/${encodeURIComponent(goal)}/overrides`,
    commandRequest({ by, idempotencyKey }, { says, reason, until }),
  );
  show(body, () => `${goal}: ${by} says ${says}, until ${until}.`);
}
