import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { CommandContext } from "../command-context.ts";

const NO_DEMO =
  "This deployment is not the demo: its clock is the real one. `npm start` without MILEPOST_DEMO=0 starts the demo.";

interface MonthArrived {
  readonly month?: string;
  readonly clock: string;
  readonly run: { readonly observationsAppended: number };
  readonly assessed: number;
  readonly alertsRaised: number;
  readonly alertsCleared: number;
  readonly goalsClosed: number;
}

/** `milepost demo next-month`. */
export function registerDemo(program: Command, context: () => CommandContext): void {
  const demo = program.command("demo").description("move the demo on");
  demo
    .command("next-month")
    .description("let the demo's next month arrive through its connector")
    .action(async () => {
      const { api, show, say } = context();
      say("The next month arrives, after a track record that is still being filled is complete …");
      const { status, body } = await api.call("/v1/demo/months", { method: "POST", expected: [404] });
      if (status === 404) throw new CliError(NO_DEMO);
      show(body, () => describe(body as MonthArrived));
    });
}

function describe(arrived: MonthArrived): string {
  const { month, clock, run, assessed, alertsRaised, alertsCleared, goalsClosed } = arrived;
  return [
    `${month ?? "The month"} is in: ${run.observationsAppended} values; the demo's clock is at ${clock}.`,
    `Goals assessed: ${assessed}, closed: ${goalsClosed}. Alerts raised: ${alertsRaised}, cleared: ${alertsCleared}.`,
  ].join("\n");
}
