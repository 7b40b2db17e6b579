import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { RowProblem, RunCompletedData } from "@milepost/contracts";
import type { Command } from "commander";
import type { ApiClient, ApiRequest } from "../api-client.ts";
import type { CommandContext } from "../command-context.ts";
import { commandRequest } from "../command-request.ts";
import { tableOr } from "../command-context.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import type { Column } from "../table.ts";
import { columnsOf } from "../table.ts";

const SHOWN_PROBLEMS = 50;
const PAUSE_MS = 1_000;

/** `milepost connectors …`. */
export function registerConnectors(program: Command, context: () => CommandContext): void {
  const connectors = program.command("connectors").description("look at connectors and run them");
  connectors
    .command("list")
    .description("the plan's connectors, each with its last run")
    .action(async () => {
      const { api, show } = context();
      const items = (await api.list("/v1/connectors")) as unknown as readonly Listed[];
      show({ items, next: null }, () => describeList(items));
    });
  connectors
    .command("check <id>")
    .description("could a run work?")
    .action((id: string) => check(id, context()));
  connectors
    .command("discover <id>")
    .description("what does the source offer?")
    .action(async (id: string) => {
      const { api, show } = context();
      const { body } = await api.call(pathOf(id, "discover"), { method: "POST" });
      const { fields } = body as { fields: readonly Field[] };
      show(body, () => tableOr(fields, FIELD_COLUMNS, "The source has no fields."));
    });
  connectors
    .command("preview <id>")
    .description("what would a run append?")
    .action((id: string) => preview(id, context()));
  connectors
    .command("run <id>")
    .description("run a connector now")
    .option("--idempotency-key <key>", "repeating the same key has no second effect")
    .action((id: string, options: RunChoice) => run(id, options, context()));
  connectors
    .command("backfill <id>")
    .description("run it for history: a period's first value counts as known since the period's end")
    .option("--idempotency-key <key>", "repeating the same key has no second effect")
    .action((id: string, options: RunChoice) => run(id, { ...options, mode: "backfill" }, context()));
}

interface RunChoice {
  readonly idempotencyKey?: string;
  readonly mode?: "backfill";
}

interface Field {
  readonly name: string;
  readonly type: string;
  readonly usedAs: string | null;
  readonly empty: number;
  readonly sample: string | null;
}

const FIELD_COLUMNS: readonly Column<Field>[] = [
  { head: "field", of: ({ name }) => name },
  { head: "type", of: ({ type }) => type },
  { head: "used as", of: ({ usedAs }) => usedAs ?? "–" },
  { head: "empty", of: ({ empty }) => empty, right: true },
  { head: "sample", of: ({ sample }) => sample ?? "–" },
];

interface Listed {
  readonly id: string;
  readonly definition: { readonly kind: string; readonly path?: string };
  readonly running: boolean;
  readonly lastRun: RunCompletedData | null;
}

function describeList(items: readonly Listed[]): string {
  const columns = [
    { head: "connector", of: ({ id }: Listed) => id },
    { head: "kind", of: ({ definition }: Listed) => definition.kind },
    { head: "last run", of: ({ lastRun }: Listed) => lastRun?.finishedAt ?? "never" },
    { head: "ended", of: ({ lastRun, running }: Listed) => (running ? "running" : (lastRun?.status ?? "–")) },
    {
      head: "appended",
      of: ({ lastRun }: Listed) => lastRun?.observationsAppended.toLocaleString("en") ?? "–",
      right: true,
    },
    { head: "problems", of: ({ lastRun }: Listed) => lastRun?.problemCount ?? "–", right: true },
  ];
  return tableOr(items, columns, "The plan has no connectors; add one under `connectors:` and apply it.");
}

async function check(id: string, { api, show, endWith }: CommandContext): Promise<void> {
  const { body } = await api.call(pathOf(id, "check"), { method: "POST" });
  const { ok, checks } = body as { ok: boolean; checks: CheckLine[] };
  show(body, () => checks.map(checkLine).join("\n"));
  if (!ok) endWith(EXIT.foundWanting);
}

interface CheckLine {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
  readonly fix?: string;
}

function checkLine({ name, ok, message, fix }: CheckLine): string {
  return `${ok ? "ok     " : "not ok "} ${name}: ${message}${fix === undefined ? "" : ` → ${fix}`}`;
}

async function preview(id: string, { api, show }: CommandContext): Promise<void> {
  const { body } = await api.call(pathOf(id, "preview"), { method: "POST" });
  const counts = body as RunCompletedData & { observations: Record<string, unknown>[] };
  const { observations } = counts;
  const wanted = ["kpi", "period", "kind", "value", "knownAt"];
  show(body, () => {
    const rows = tableOr(observations, columnsOf(observations, wanted), "A run would append nothing.");
    return [
      rows,
      "",
      `Would append ${counts.observationsAppended}. ${countWords(counts)}`,
      ...problemLines(counts),
    ].join("\n");
  });
}

async function run(
  id: string,
  { idempotencyKey, mode }: RunChoice,
  { api, show, say, endWith }: CommandContext,
): Promise<void> {
  say(mode === undefined ? `Running connector ${id} …` : `Running connector ${id} for its history …`);
  const wish = mode === undefined ? undefined : { mode };
  const ended = await endOf(
    api,
    id,
    commandRequest({ idempotencyKey: idempotencyKey ?? randomUUID() }, wish),
  );
  show(ended, () =>
    [
      `${ended.run} ${ended.status.replaceAll("_", " ")}: ${ended.observationsAppended} values appended. ${countWords(ended)}`,
      ...(ended.failure === undefined ? [] : [ended.failure.message]),
      ...problemLines(ended),
    ].join("\n"),
  );
  endWith(RUN_EXIT[ended.status]);
}

const RUN_EXIT: Readonly<Record<RunCompletedData["status"], ExitCode>> = {
  succeeded: EXIT.done,
  succeeded_with_problems: EXIT.foundWanting,
  failed: EXIT.failed,
};

/**
 * A run that takes longer than the API lets its caller wait is asked for again under its key: that is told of this run's end
 * and of no other's, has no second effect, and goes on with a run that was broken off.
 */
async function endOf(api: ApiClient, id: string, request: ApiRequest): Promise<RunCompletedData> {
  for (;;) {
    const { status, body } = await api.call(pathOf(id, "runs"), request);
    if (status !== 202) return body as RunCompletedData;
    await delay(PAUSE_MS);
  }
}

function countWords(counts: RunCompletedData): string {
  const { rowsRead, unchanged, empty, notYetPublished, problemCount } = counts;
  return `${rowsRead} rows read, ${unchanged} values unchanged, ${empty} empty, ${notYetPublished} rows not published yet, ${problemCount} problems.`;
}

function problemLines({ problems, problemCount }: RunCompletedData): readonly string[] {
  const lines = problems.slice(0, SHOWN_PROBLEMS).map(rowLine);
  return problemCount > lines.length ? [...lines, `  … ${problemCount - lines.length} more`] : lines;
}

function rowLine({ line, column, message }: RowProblem): string {
  const place = [line === null ? [] : `line ${line}`, column === null ? [] : column].flat().join(", ");
  return `  ${place}${place === "" ? "" : ": "}${message}`;
}

function pathOf(id: string, what: string): string {
  return `/v1/connectors/${encodeURIComponent(id)}/${what}`;
}
