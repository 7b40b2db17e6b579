import { EXIT } from "./exit-code.ts";
import type { ExitCode } from "./exit-code.ts";

/** An end that was meant: a sentence for the person, and the exit code. */
export class CliError extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = EXIT.failed) {
    super(message);
    this.name = "CliError";
    this.exitCode = exitCode;
  }
}

/** The connection was refused, nothing listens at the address: nobody was asked anything. */
export class NobodyThereError extends CliError {}
