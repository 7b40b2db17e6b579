import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { cellText } from "../table.ts";

/** `milepost assess`. */
export function registerAssess(program: Command, context: () => CommandContext): void {
  program
    .command("assess")
    .description("forecast every open goal against its target now")
    .action(async () => {
      const { api, show, say } = context();
      say("Assessing every open goal …");
      const { body } = await api.call("/v1/assessments", { method: "POST" });
      show(body, () =>
        Object.entries(body as Record<string, unknown>)
          .map(([name, value]) => `${name}: ${cellText(value)}`)
          .join("\n"),
      );
    });
}
