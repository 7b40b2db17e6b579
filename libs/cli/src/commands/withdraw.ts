import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { commandRequest } from "../command-request.ts";

interface WithdrawOptions {
  readonly reason: string;
  readonly override?: string;
  readonly by: string;
  readonly idempotencyKey?: string;
}

/** `milepost goals withdraw`. */
export function registerWithdraw(goals: Command, context: () => CommandContext): void {
  goals
    .command("withdraw <goal>")
    .description(
      "take back what somebody said of how a goal will end; it stays in the history, and is scored",
    )
    .requiredOption("--reason <text>", "why it does not hold any more")
    .option("--override <id>", "which one, by its id; default: the newest")
    .option("--by <person>", "person id", "cli")
    .option("--idempotency-key <key>", "repeating the same key has no second effect")
    .action((goal: string, options: WithdrawOptions) => withdraw(goal, options, context()));
}

async function withdraw(
  goal: string,
  { by, idempotencyKey, reason, override }: WithdrawOptions,
  context: CommandContext,
): Promise<void> {
  const { api, show } = context;
  const path = `/v1/goals/${encodeURIComponent(goal)}`;
  const id = override ?? (await newestOverride(path, context));
  if (id === undefined) {
    show(
      { overrides: [] },
      () => `${goal}: nobody has said how it will end, so there is nothing to withdraw.`,
    );
    return;
  }
  const { body } = await api.call(
    `${path}/overrides/${encodeURIComponent(id)}/withdrawal`,
    commandRequest({ by, idempotencyKey }, { reason }),
  );
  show(body, () => `${goal}: ${by} withdrew ${id}.`);
}

async function newestOverride(path: string, { api }: CommandContext): Promise<string | undefined> {
  const { body } = await api.call(path);
  const { overrides } = body as { readonly overrides: readonly { readonly id: string }[] };
  return overrides[0]?.id;
}
