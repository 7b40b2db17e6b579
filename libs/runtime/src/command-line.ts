import { z } from "zod";

/** A process that takes its settings from the environment, as it tells about itself. */
export interface Usage {
  /** How it is started, such as `npm start`. */
  readonly command: string;
  /** What that does, in one sentence. */
  readonly does: string;
  /** Its settings. */
  readonly schema: z.ZodType;
}

/** What a process is asked to do; what it says instead ends it with that code. */
export type Asked =
  | { readonly todo: "run" | "check_config" }
  | { readonly todo: "say"; readonly text: string; readonly code: 0 | 2 };

const CHECK = "--check-config";
/** Begins the names of settings that nobody but a test gives. */
const FOR_TESTS = "MILEPOST_TEST_";
const HELP: readonly string[] = ["--help", "-h"];

/** Reads what a process is asked to do by its arguments; unknown ones begin nothing. */
export function readArguments(args: readonly string[], usage: Usage): Asked {
  const { command } = usage;
  if (args.some((arg) => HELP.includes(arg))) return { todo: "say", text: helpOf(usage), code: 0 };
  const unknown = args.find((arg) => arg !== CHECK);
  if (unknown !== undefined) {
    const text =
      `There is no argument "${unknown}", and nothing was started: settings are environment variables, such as ` +
      `MILEPOST_PORT=8090 ${command}. \`${commandWith(command, "--help")}\` names them.`;
    return { todo: "say", text, code: 2 };
  }
  return { todo: args.includes(CHECK) ? "check_config" : "run" };
}

function helpOf({ command, does, schema }: Usage): string {
  return [
    `usage: ${command}`,
    `       ${commandWith(command, CHECK)}   only says whether the settings are usable`,
    "",
    does,
    "",
    "Settings are environment variables; docs/operations.md says what each is, under Settings:",
    ...settingNames(schema).map((name) => `  ${name}`),
  ].join("\n");
}

/** npm keeps arguments for itself that stand before `--`. */
function commandWith(command: string, arg: string): string {
  return command.includes(" -- ") ? `${command} ${arg}` : `${command} -- ${arg}`;
}

function settingNames(schema: z.ZodType): readonly string[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  const names = Object.keys(properties).filter((name) => !name.startsWith(FOR_TESTS));
  return names.toSorted();
}
