import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { commandRequest } from "../command-request.ts";
import { tableOr } from "../command-context.ts";
import { EXIT } from "../exit-code.ts";
import type { Column } from "../table.ts";

type Item = Readonly<Record<string, unknown>>;

/** What is said of a channel. */
export const CHANNEL_COLUMNS: readonly Column<Item>[] = [
  { head: "channel", of: (item) => item["channel"] },
  { head: "kind", of: (item) => item["kind"] },
  { head: "owner", of: (item) => item["owner"] ?? "nobody" },
  { head: "people", of: (item) => item["recipients"], right: true },
  { head: "standing", of: standing },
];

interface Paused {
  readonly person: string | null;
  readonly reason: string;
}

function standing({ paused }: Item): string {
  const known = paused as readonly Paused[];
  if (known.length === 0) return "in use";
  return known
    .map(({ person, reason }) => `paused${person === null ? "" : ` for ${person}`}: ${reason}`)
    .join("; ");
}

interface TestOptions {
  readonly to?: string;
  readonly idempotencyKey?: string;
}

/** `milepost channels …`. */
export function registerChannels(program: Command, context: () => CommandContext): void {
  const channels = program
    .command("channels")
    .description("ways by which people are told: see and test them");
  channels
    .command("list")
    .description("every channel of the plan, and which are paused and why")
    .action(async () => {
      const { api, show } = context();
      const items = await api.list("/v1/channels", {});
      show({ items, next: null }, () => tableOr(items, CHANNEL_COLUMNS, "The plan has no channels."));
    });
  channels
    .command("test <channel>")
    .description(
      "send a message that says it is a test; where it goes through, a paused channel is used again",
    )
    .option("--to <person>", "person id; default: who looks after the channel, else who is told by it")
    .option("--idempotency-key <key>", "repeating the same key has no second effect")
    .action((channel: string, options: TestOptions) => test(channel, options, context()));
}

interface Tested {
  readonly channel: string;
  readonly person: string;
  readonly outcome: "delivered" | "retry" | "refused";
  readonly reason: string;
  readonly resumed: boolean;
}

async function test(
  channel: string,
  { to, idempotencyKey }: TestOptions,
  { api, show, endWith }: CommandContext,
): Promise<void> {
  const { body } = await api.call(
    `/v1/channels/${encodeURIComponent(channel)}/test`,
    commandRequest({ idempotencyKey }, to === undefined ? {} : { to }),
  );
  const tested = body as Tested;
  show(body, () => described(tested));
  if (tested.outcome !== "delivered") endWith(EXIT.foundWanting);
}

function described({ channel, person, outcome, reason, resumed }: Tested): string {
  if (outcome === "delivered") {
    return `${channel} took the test for ${person}: ${reason}${resumed ? "\nIt was paused and is used again." : ""}`;
  }
  const end = outcome === "retry" ? "gave no answer that counts" : "refused the test for good";
  return `${channel} ${end}: ${reason}`;
}
