import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import type { CommandContext } from "../command-context.ts";
import { commandRequest } from "../command-request.ts";

interface CheckInOptions {
  readonly confidence: number;
  readonly comment?: string;
  readonly period?: string;
  readonly by: string;
  readonly idempotencyKey?: string;
}

/** `milepost goals checkin`. */
export function registerCheckIn(goals: Command, context: () => CommandContext): void {
  goals
    .command("checkin <goal>")
    .description("say how sure you are that a goal's target is reached")
    .requiredOption("--confidence <0-10>", "a whole number from 0 (not at all) to 10", numberOf)
    .option("--comment <text>", "why, or what has changed")
    .option("--period <period>", "the goal's period that it speaks of, such as 2026-09")
    .option("--by <person>", "person id", "cli")
    .option("--idempotency-key <key>", "repeating the same key has no second effect")
    .action((goal: string, options: CheckInOptions) => checkIn(goal, options, context()));
}

async function checkIn(
  goal: string,
  { by, idempotencyKey, ...command }: CheckInOptions,
  { api, show }: CommandContext,
): Promise<void> {
  const { confidence, comment, period } = command;
  const { body } = await api.call(
    `/v1/goals/${encodeURIComponent(goal)}/check-ins`,
    commandRequest({ by, idempotencyKey }, { confidence, comment, period }),
  );
  show(body, () => `${goal}: ${confidence} of 10 sure, said by ${by}.`);
}

/** What is no number is wrong usage; which numbers are taken, the server says. */
function numberOf(text: string): number {
  const number = Number(text);
  if (text.trim() === "" || Number.isNaN(number))
    throw new InvalidArgumentError("It must be a number from 0 to 10.");
  return number;
}
