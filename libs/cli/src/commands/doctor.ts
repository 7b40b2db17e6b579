import type { Command } from "commander";
import type { ApiClient } from "../api-client.ts";
import { CliError, NobodyThereError } from "../cli-error.ts";
import type { CommandContext } from "../command-context.ts";
import { EXIT } from "../exit-code.ts";
import { logFinding } from "../log-standing.ts";
import type { LogStanding } from "../log-standing.ts";
import type { ExamineOptions, Finding } from "../surroundings.ts";

const NEEDED_NODE_MAJOR = 24;
const API_VERSION = "1";
const START =
  "where the servers fit, `npm run service -- scoreboard` (and ingest, projector, predict) starts Milepost on them";

/** `milepost doctor`. */
export function registerDoctor(program: Command, context: () => CommandContext): void {
  program
    .command("doctor")
    .description("is everything reachable, and do versions, rights and settings fit?")
    .option("--fix", "create the topics of a new log on Kafka, and mend their settings", false)
    .option(
      "--lost-topics",
      "with --fix: make topics whose records are lost, too, empty, to restore a backup then",
      false,
    )
    .action(async ({ fix, lostTopics }: ExamineOptions) => {
      if (lostTopics && !fix) {
        throw new CliError("--lost-topics makes topics only together with --fix.", EXIT.wrongUsage);
      }
      const { api, surroundings, show, endWith } = context();
      const servers = await surroundings.examineServers({ fix, lostTopics });
      const findings = [
        nodeFinding(),
        ...(servers ?? []),
        ...(await apiFindings(api, servers !== undefined)),
      ];
      const ok = findings.every((finding) => finding.ok);
      show({ ok, findings }, () => findings.map(findingLine).join("\n"));
      if (!ok) endWith(EXIT.foundWanting);
    });
}

function findingLine({ name, ok, message, fix }: Finding): string {
  return `${ok ? "ok     " : "not ok "} ${name}: ${message}${ok || fix === undefined ? "" : ` → ${fix}`}`;
}

function nodeFinding(): Finding {
  const major = Number(process.versions.node.split(".")[0]);
  const message = `${process.version} (${NEEDED_NODE_MAJOR} or newer is needed)`;
  return { name: "node", ok: major >= NEEDED_NODE_MAJOR, message };
}

/** Servers are looked at before Milepost runs on them: then it is no failure that nothing answers yet. */
async function apiFindings(api: ApiClient, hasServers: boolean): Promise<readonly Finding[]> {
  try {
    await api.call("/healthz");
  } catch (error) {
    if (!hasServers || !(error instanceof NobodyThereError)) return [unlikeMilepost(error, hasServers)];
    return [{ name: "server", ok: true, message: `nothing answers at ${api.url} yet; ${START}` }];
  }
  try {
    const alive = { name: "server", ok: true, message: `answers at ${api.url}` };
    return [alive, await ready(api), await apiVersion(api), ...(await logFindings(api))];
  } catch (error) {
    return [unlikeMilepost(error, hasServers)];
  }
}

/** What was found on servers is told whatever answers at the address: with none there is nothing else to tell. */
function unlikeMilepost(error: unknown, hasServers: boolean): Finding {
  if (!hasServers || !(error instanceof CliError)) throw error;
  return { name: "server", ok: false, message: error.message };
}

async function ready(api: ApiClient): Promise<Finding> {
  const { status, body } = await api.call("/readyz", { expected: [503] });
  const reason = (body as { readonly reason?: string } | null)?.reason;
  return { name: "ready", ok: status === 200, message: reason ?? "log and SQL engine answer" };
}

/** Nothing where the log cannot be asked: that is what `ready` says. */
async function logFindings(api: ApiClient): Promise<readonly Finding[]> {
  const { status, body } = await api.call("/v1/generations", { expected: [404, 500, 503] });
  return status === 200 ? [logFinding(body as LogStanding)] : [];
}

async function apiVersion(api: ApiClient): Promise<Finding> {
  const { body } = await api.call("/openapi.json", { expected: [503] });
  const version = (body as { readonly info?: { readonly version?: string } } | null)?.info?.version;
  const message = `the server speaks version ${version ?? "unknown"}, this command ${API_VERSION}`;
  return { name: "api", ok: version === API_VERSION, message };
}
