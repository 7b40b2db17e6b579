import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { CommandContext } from "../command-context.ts";
import { tableOr } from "../command-context.ts";
import { columnsOf } from "../table.ts";

const WANTED = ["row", "perspective", "unit", "category", "item", "goal", "score", "coverage", "unknown"];

/** `milepost scorecard [id]`. */
export function registerScorecard(program: Command, context: () => CommandContext): void {
  program
    .command("scorecard")
    .description("a scorecard with score and coverage; what is unknown is said")
    .argument("[id]", "scorecard id; may be left out when there is one")
    .option("--as-of <month>", "what could be known then, such as 2026-09")
    .action(async (id: string | undefined, options: { asOf?: string }) => {
      const { api, show } = context();
      const name = id ?? (await onlyScorecard(context()));
      const { body } = await api.call(`/v1/scorecards/${encodeURIComponent(name)}`, {
        query: { asOf: options.asOf },
      });
      show(body, () => {
        const rows = rowsOf(body);
        return tableOr(rows, columnsOf(rows, WANTED), `Scorecard "${name}" has no items.`);
      });
    });
}

async function onlyScorecard({ api }: CommandContext): Promise<string> {
  const items = await api.list("/v1/scorecards").catch(() => []);
  const ids = items.map((item) => String(item["id"] ?? item["scorecard"]));
  const [only] = ids;
  if (ids.length === 1 && only !== undefined) return only;
  if (ids.length === 0) throw new CliError("Name the scorecard: milepost scorecard <id>");
  throw new CliError(`There are several scorecards; name one: ${ids.join(", ")}`);
}

/** The first list of objects in the answer: cells, items or rows. */
function rowsOf(body: unknown): readonly Record<string, unknown>[] {
  const fields = Object.values((body ?? {}) as Record<string, unknown>);
  const list = fields.find((value) => Array.isArray(value) && value.length > 0);
  return (list ?? []) as readonly Record<string, unknown>[];
}
