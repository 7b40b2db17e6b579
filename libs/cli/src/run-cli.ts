import { Command, CommanderError, Option } from "commander";
import { createApiClient } from "./api-client.ts";
import { CliError } from "./cli-error.ts";
import type { CommandContext } from "./command-context.ts";
import { registerAlerts } from "./commands/alerts.ts";
import { registerApply } from "./commands/apply.ts";
import { registerAssess } from "./commands/assess.ts";
import { registerBackup } from "./commands/backup.ts";
import { registerChannels } from "./commands/channels.ts";
import { registerConnectors } from "./commands/connectors.ts";
import { registerDeadLetters } from "./commands/dead-letters.ts";
import { registerDemo } from "./commands/demo.ts";
import { registerDoctor } from "./commands/doctor.ts";
import { registerExplain } from "./commands/explain.ts";
import { registerGoals } from "./commands/goals.ts";
import { registerLeads } from "./commands/leads.ts";
import { registerLog } from "./commands/log.ts";
import { registerPush } from "./commands/push.ts";
import { registerRebuild } from "./commands/rebuild.ts";
import { registerRestore } from "./commands/restore.ts";
import { registerReviews } from "./commands/reviews.ts";
import { registerScorecard } from "./commands/scorecard.ts";
import { registerStart } from "./commands/start.ts";
import { EXIT } from "./exit-code.ts";
import type { ExitCode } from "./exit-code.ts";
import type { CliSurroundings } from "./surroundings.ts";

const REGISTER = [
  registerStart,
  registerApply,
  registerConnectors,
  registerPush,
  registerScorecard,
  registerGoals,
  registerAssess,
  registerAlerts,
  registerChannels,
  registerLeads,
  registerReviews,
  registerExplain,
  registerDeadLetters,
  registerRebuild,
  registerLog,
  registerBackup,
  registerRestore,
  registerDoctor,
  registerDemo,
] as const;

/** Runs one command line (without node and script); resolves with the exit code, and never rejects. */
export async function runCli(args: readonly string[], surroundings: CliSurroundings): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  const program = createProgram(surroundings, (next) => (code = next));
  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUsage;
    if (error instanceof CliError) {
      surroundings.say(error.message);
      return error.exitCode;
    }
    surroundings.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return EXIT.failed;
  }
}

function createProgram(surroundings: CliSurroundings, endWith: (code: ExitCode) => void): Command {
  const program = new Command("milepost");
  program
    .description("Tells early enough to act which goals will miss their targets.")
    .option("--json", "print JSON for programs", false)
    .addOption(urlOption(surroundings.url))
    .showHelpAfterError("Run with --help to see how it is used.");
  // Subcommands inherit these only when they are set before they are made.
  program.exitOverride().configureOutput({
    writeOut: (text) => surroundings.print(text.trimEnd()),
    writeErr: (text) => surroundings.say(text.trimEnd()),
  });
  const context = (): CommandContext => {
    const { json, url } = program.opts<{ json: boolean; url: string }>();
    return {
      api: createApiClient(usableUrl(url), surroundings.fetch),
      surroundings,
      show: (body, forPeople) => surroundings.print(json ? JSON.stringify(body) : forPeople()),
      say: (text) => surroundings.say(text),
      endWith,
    };
  };
  for (const register of REGISTER) register(program, context);
  return program;
}

/** Help shows the address that holds without the option, unless it is refused anyway. */
function urlOption(url: string): Option {
  const words = "address of the deployment (or MILEPOST_URL; MILEPOST_PORT alone moves the port)";
  const shown = urlProblem(url) === undefined ? JSON.stringify(url) : "MILEPOST_URL, which cannot be used";
  return new Option("--url <url>", words).default(url, shown);
}

/** Scheme, host and port of an address that names nothing else; a refused one is not repeated, it may hold a password. */
function usableUrl(url: string): string {
  const problem = urlProblem(url);
  if (problem === undefined) return new URL(url).origin;
  throw new CliError(
    `The address in --url or MILEPOST_URL ${problem}; give scheme, host and port alone, such as ${EXAMPLE_URL}`,
    EXIT.wrongUsage,
  );
}

const EXAMPLE_URL = "http://127.0.0.1:8080";

function urlProblem(url: string): string | undefined {
  if (!URL.canParse(url)) return "is no http address";
  const { protocol, username, password, pathname, search, hash } = new URL(url);
  if (!/^https?:$/.test(protocol)) return "is no http address";
  if (username !== "" || password !== "") return "holds a user or password, which Milepost does not take";
  // Paths of the API begin at the root: another deployment would be asked than the one that is meant.
  if (pathname !== "/") return "holds a path, which would be dropped";
  if (search !== "" || hash !== "") return "holds a query or fragment, which would be dropped";
  return undefined;
}
