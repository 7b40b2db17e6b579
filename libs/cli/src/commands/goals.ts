import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { tableOr } from "../command-context.ts";
import { columnsOf } from "../table.ts";

const WANTED = [
  "goal",
  "id",
  "title",
  "kpi",
  "owner",
  "status",
  "pHit",
  "p_hit",
  "actual",
  "target",
  "outcome",
];

/** `milepost goals [id]`. */
export function registerGoals(program: Command, context: () => CommandContext): void {
  program
    .command("goals")
    .description("the goals with owner, status and chance; or everything about one")
    .argument("[id]", "goal id")
    .action(async (id: string | undefined) => {
      const { api, show } = context();
      if (id === undefined) {
        const items = await api.list("/v1/goals");
        show({ items, next: null }, () => tableOr(items, columnsOf(items, WANTED), "The plan has no goals."));
        return;
      }
      const { body } = await api.call(`/v1/goals/${encodeURIComponent(id)}`);
      show(body, () => JSON.stringify(body, null, 2));
    });
}
