import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { EXIT } from "../exit-code.ts";

/** `milepost start`. */
export function registerStart(program: Command, context: () => CommandContext): void {
  program
    .command("start")
    .description("start everything on this machine (Ctrl-C ends it)")
    .action(async () => {
      const { surroundings, endWith } = context();
      const code = await surroundings.start();
      endWith(code === 0 ? EXIT.done : EXIT.failed);
    });
}
