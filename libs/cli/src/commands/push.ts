import { readFile } from "node:fs/promises";
import type { FieldProblem } from "@milepost/contracts";
import type { Command } from "commander";
import type { ApiClient } from "../api-client.ts";
import { problemLine } from "../api-client.ts";
import { CliError } from "../cli-error.ts";
import type { CommandContext } from "../command-context.ts";
import { EXIT } from "../exit-code.ts";

const BATCH_LINES = 2_000;
const SHOWN_RESULTS = 50;

interface Result {
  readonly id: string | null;
  readonly index: number;
  readonly line?: number;
  readonly status: "accepted" | "rejected";
  readonly problems?: readonly FieldProblem[];
  /** What of an accepted event means nothing to the deployment. */
  readonly warnings?: readonly FieldProblem[];
}

interface Pushed {
  readonly accepted: number;
  readonly rejected: number;
  readonly results: readonly Result[];
}

/** `milepost push <file|->`. */
export function registerPush(program: Command, context: () => CommandContext): void {
  program
    .command("push")
    .description("post CloudEvents from a file (NDJSON or JSON), or from stdin with -")
    .argument("<file>", "file of events, one a line or a JSON array; - reads stdin")
    .action(async (file: string) => {
      const { api, show, say, endWith, surroundings } = context();
      const text = file === "-" ? await surroundings.readStdin() : await readEvents(file);
      const pushed = isOneJson(text) ? await pushJson(api, text) : await pushLines(api, text, say);
      const noted = pushed.results.filter(({ status, warnings }) => status === "rejected" || warnings);
      show({ ...pushed, results: noted }, () => describe(pushed, noted));
      if (pushed.rejected > 0) endWith(EXIT.foundWanting);
    });
}

async function readEvents(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => {
    throw new CliError(`${file} cannot be read`, EXIT.wrongUsage);
  });
}

/** One JSON text, and not one event a line. */
function isOneJson(text: string): boolean {
  if (text.trimStart().startsWith("[")) return true;
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

async function pushJson(api: ApiClient, text: string): Promise<Pushed> {
  return post(api, { type: "application/json", text });
}

async function pushLines(api: ApiClient, text: string, say: (text: string) => void): Promise<Pushed> {
  const lines = text.split("\n");
  const sum = { accepted: 0, rejected: 0, results: [] as Result[] };
  for (let from = 0; from < lines.length; from += BATCH_LINES) {
    const batch = lines.slice(from, from + BATCH_LINES).join("\n");
    if (batch.trim() === "") continue;
    const pushed = await post(api, { type: "application/x-ndjson", text: batch });
    sum.accepted += pushed.accepted;
    sum.rejected += pushed.rejected;
    for (const result of pushed.results) sum.results.push(placed(result, from));
    if (lines.length > BATCH_LINES)
      say(`${Math.min(from + BATCH_LINES, lines.length)} of ${lines.length} lines`);
  }
  return sum;
}

/** Lines count through the whole file, not through one request. */
function placed(result: Result, from: number): Result {
  const line = from + (result.line ?? 1);
  const problems = result.problems?.map((problem) =>
    problem.line === undefined ? problem : { ...problem, line, message: `line ${line} is no JSON` },
  );
  return { ...result, line, index: from + result.index, ...(problems === undefined ? {} : { problems }) };
}

async function post(api: ApiClient, body: { readonly type: string; readonly text: string }): Promise<Pushed> {
  const answer = await api.call("/v1/events", { method: "POST", body, expected: [400, 422] });
  const pushed = answer.body as Partial<Pushed> & {
    readonly title?: string;
    readonly problems?: readonly FieldProblem[];
  };
  if (pushed.results !== undefined) return pushed as Pushed;
  const lines = [pushed.title ?? "The events were refused", ...(pushed.problems ?? []).map(problemLine)];
  throw new CliError(lines.join("\n"), EXIT.foundWanting);
}

function describe({ accepted, rejected }: Pushed, noted: readonly Result[]): string {
  const shown = noted.slice(0, SHOWN_RESULTS).flatMap((result) => {
    const place = result.line === undefined ? `event ${result.index + 1}` : `line ${result.line}`;
    const name = result.id === null ? place : `${place} (${result.id})`;
    const became = result.status === "rejected" ? "was rejected" : "was accepted, but";
    return [`${name} ${became}:`, ...(result.problems ?? result.warnings ?? []).map(withoutLine)];
  });
  const more = noted.length > SHOWN_RESULTS ? [`… and ${noted.length - SHOWN_RESULTS} more`] : [];
  return [...shown, ...more, `${accepted} accepted, ${rejected} rejected`].join("\n");
}

function withoutLine(problem: FieldProblem): string {
  const { line: _line, column: _column, ...rest } = problem;
  return problemLine(rest);
}
