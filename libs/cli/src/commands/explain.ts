import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { tableOr } from "../command-context.ts";
import type { Column } from "../table.ts";

interface ExplainedEvent {
  readonly kind: string;
  readonly event_type: "recorded" | "retracted";
  readonly event_id: string;
  readonly value: string | null;
  readonly standing: string;
  readonly is_current: boolean;
  readonly source: string;
  readonly time: string;
  readonly known_at: string;
  readonly recorded_at: string;
  readonly log_topic: string;
  readonly log_partition: number;
  readonly log_offset: number;
  readonly run_id: string | null;
  readonly source_line: number | null;
  readonly fold_stream: string | null;
  /** JSON: partition → offset. */
  readonly fold_position: string | null;
}

interface Explanation {
  readonly name: string;
  readonly unit: string;
  readonly period: string;
  readonly series: string;
  readonly events: readonly ExplainedEvent[];
}

/** `milepost explain <kpi> <period>`. */
export function registerExplain(program: Command, context: () => CommandContext): void {
  program
    .command("explain")
    .description(
      "walk from a number to its versions, log offsets, and the connector run or the rows behind it",
    )
    .argument("<kpi>", "KPI id")
    .argument("<period>", "period label, such as 2026-09")
    .option("--series <members>", "dimension=member list; the total without it")
    .option("--as-of <month>", "what could be known then")
    .action(async (kpi: string, period: string, options: { series?: string; asOf?: string }) => {
      const { api, show } = context();
      const { body } = await api.call(`/v1/kpis/${encodeURIComponent(kpi)}/explanation`, {
        query: { period, ...options },
      });
      show(body, () => describe(body as Explanation));
    });
}

const STANDING: Readonly<Record<string, string>> = {
  accepted: "earlier",
  duplicate: "repeat",
  other_payload: "conflict: its id had another content before",
  other_source: "conflict: not the series' source",
};

const COLUMNS: readonly Column<ExplainedEvent>[] = [
  { head: "kind", of: ({ kind }) => kind },
  {
    head: "value",
    of: ({ event_type, value }) => (event_type === "retracted" ? "withdrawn" : value),
    right: true,
  },
  {
    head: "counts",
    of: ({ is_current, standing }) => (is_current ? "now" : (STANDING[standing] ?? standing)),
  },
  { head: "known since", of: ({ known_at }) => known_at },
  { head: "recorded", of: ({ recorded_at }) => recorded_at },
  {
    head: "log",
    of: ({ log_topic, log_partition, log_offset }) => `${log_topic}/${log_partition} @ ${log_offset}`,
  },
  { head: "brought by", of: broughtBy },
];

function broughtBy({ run_id, source_line, source, fold_stream, fold_position }: ExplainedEvent): string {
  if (fold_stream !== null) return `rows of ${fold_stream}${before(fold_position)}`;
  if (run_id === null) return `${source} (pushed)`;
  return source_line === null ? run_id : `${run_id}, line ${source_line.toLocaleString("en")}`;
}

/** The places in the log before which rows were folded. */
function before(position: string | null): string {
  const places = Object.entries(JSON.parse(position ?? "{}") as Readonly<Record<string, number>>);
  return places.length === 0
    ? ""
    : ` before ${places.map(([place, offset]) => `${place} @ ${offset}`).join(", ")}`;
}

function describe({ name, unit, period, series, events }: Explanation): string {
  const title = [name, series, period].filter((part) => part !== "").join(", ");
  return `${title}, in ${unit}\n\n${tableOr(events, COLUMNS, "Nothing is recorded: the period is unknown.")}`;
}
