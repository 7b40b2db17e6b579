import type { Command } from "commander";
import type { ApiClient } from "../api-client.ts";
import type { CommandContext } from "../command-context.ts";
import { EXIT } from "../exit-code.ts";

interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
}

const NEEDED_NODE_MAJOR = 24;
const API_VERSION = "1";

/** `milepost doctor`. */
export function registerDoctor(program: Command, context: () => CommandContext): void {
  program
    .command("doctor")
    .description("is everything reachable, and do the versions fit?")
    .action(async () => {
      const { api, show, endWith } = context();
      const findings = [nodeFinding(), await alive(api), await ready(api), await apiVersion(api)];
      const ok = findings.every((finding) => finding.ok);
      show({ ok, findings }, () =>
        findings
          .map(({ name, ok: good, message }) => `${good ? "ok     " : "not ok "} ${name}: ${message}`)
          .join("\n"),
      );
      if (!ok) endWith(EXIT.foundWanting);
    });
}

function nodeFinding(): Finding {
  const major = Number(process.versions.node.split(".")[0]);
  const message = `${process.version} (${NEEDED_NODE_MAJOR} or newer is needed)`;
  return { name: "node", ok: major >= NEEDED_NODE_MAJOR, message };
}

async function alive(api: ApiClient): Promise<Finding> {
  await api.call("/healthz");
  return { name: "server", ok: true, message: `answers at ${api.url}` };
}

async function ready(api: ApiClient): Promise<Finding> {
  const { status, body } = await api.call("/readyz", { expected: [503] });
  const reason = (body as { readonly reason?: string } | null)?.reason;
  return { name: "ready", ok: status === 200, message: reason ?? "log and SQL engine answer" };
}

async function apiVersion(api: ApiClient): Promise<Finding> {
  const { body } = await api.call("/openapi.json");
  const version = (body as { readonly info?: { readonly version?: string } } | null)?.info?.version;
  const message = `the server speaks version ${version ?? "unknown"}, this command ${API_VERSION}`;
  return { name: "api", ok: version === API_VERSION, message };
}
