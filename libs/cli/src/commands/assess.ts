import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";

/** `milepost assess`. */
export function registerAssess(program: Command, context: () => CommandContext): void {
  program
    .command("assess")
    .description("forecast every open goal against its target now")
    .action(async () => {
      const { api, show, say } = context();
      say("Assessing every open goal …");
      const { body } = await api.call("/v1/assessments", { method: "POST" });
      show(body, () => describe(body as Outcome));
    });
}

interface Outcome {
  readonly asOf: string;
  readonly assessed: number;
  readonly unassessed: number;
  readonly goalsClosed: number;
  readonly alertsRaised: number;
  readonly alertsCleared: number;
  readonly appended: number;
}

function describe(outcome: Outcome): string {
  const { asOf, assessed, unassessed, goalsClosed, alertsRaised, alertsCleared, appended } = outcome;
  return [
    `As of ${asOf}: ${assessed} open goals have a chance, of ${unassessed} it is unknown; ${goalsClosed} goals were closed.`,
    `In the newest period ${alertsRaised} alerts were raised and ${alertsCleared} cleared.`,
    appended === 0
      ? "Nothing was to be assessed anew."
      : `${appended.toLocaleString("en")} assessments are new.`,
  ].join("\n");
}
