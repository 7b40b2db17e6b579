import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { tableOr } from "../command-context.ts";
import { kpiStyles } from "../kpi-styles.ts";
import type { Column, FigureStyle } from "../table.ts";
import { measured, table, unitOf } from "../table.ts";

interface ExplainedEvent {
  readonly kind: string;
  readonly event_type: "recorded" | "retracted";
  readonly event_id: string;
  readonly value: string | null;
  readonly standing: string;
  readonly is_current: boolean;
  /** What its definition said otherwise; null: it means the same. */
  readonly other_meaning: string | null;
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

interface Member {
  readonly series: string;
  readonly actual: number | null;
  readonly planned: number | null;
}

interface Explanation {
  readonly kpi: string;
  readonly name: string;
  readonly unit: string;
  readonly period: string;
  readonly series: string;
  /** A total that is made from its members; null: it is none. */
  readonly derived: (Pick<Member, "actual" | "planned"> & { readonly members: readonly Member[] }) | null;
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
      const [{ body }, styles] = await Promise.all([
        api.call(`/v1/kpis/${encodeURIComponent(kpi)}/explanation`, { query: { period, ...options } }),
        kpiStyles(api),
      ]);
      show(body, () => describe(body as Explanation, styles.get(kpi), options.asOf));
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
    of: countsText,
  },
  { head: "known since", of: ({ known_at }) => known_at },
  { head: "recorded", of: ({ recorded_at }) => recorded_at },
  {
    head: "log",
    of: ({ log_topic, log_partition, log_offset }) => `${log_topic}/${log_partition} @ ${log_offset}`,
  },
  { head: "brought by", of: broughtBy },
];

function countsText({ is_current, standing, other_meaning }: ExplainedEvent): string {
  if (is_current) return "now";
  if (standing === "accepted" && other_meaning !== null) return `no: of another definition, ${other_meaning}`;
  return STANDING[standing] ?? standing;
}

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

/** What is known of a period; a derived total by its members, each with the command that explains it. */
export function describe(explanation: Explanation, style: FigureStyle | undefined, asOf?: string): string {
  const { name, period, series, derived, events } = explanation;
  const title = [name, series, period].filter((part) => part !== "").join(", ");
  const head = `${title}, in ${style === undefined ? explanation.unit : unitOf(style)}`;
  if (derived === null)
    return `${head}\n\n${tableOr(events, COLUMNS, "Nothing is recorded: the period is unknown.")}`;
  const write = (value: number | null): string => measured(value, style) ?? "unknown";
  const target = derived.planned === null ? "" : `, target ${write(derived.planned)}`;
  const kept =
    events.length === 0
      ? []
      : ["", "Reported as a total, and kept without counting:", "", table(events, KEPT_COLUMNS)];
  return [
    `${head}: ${write(derived.actual)}${target}`,
    "The total is derived: it is made from its members, and unknown where one of them is.",
    "",
    table(derived.members, [
      { head: "member", of: (member) => member.series },
      { head: "value", of: (member) => write(member.actual), right: true },
      {
        head: "target",
        of: (member) => (member.planned === null ? "none" : write(member.planned)),
        right: true,
      },
    ]),
    "",
    "Each member is explained by:",
    ...derived.members.map((member) => commandOf(explanation, member, asOf)),
    ...kept,
  ].join("\n");
}

/** A command to be copied: whole, and quoted where a shell would read more into it. */
function commandOf({ kpi, period }: Explanation, { series }: Member, asOf: string | undefined): string {
  const quoted = /^[\w=,.:-]+$/.test(series) ? series : `'${series.replaceAll("'", String.raw`'\''`)}'`;
  return `  npx milepost explain ${kpi} ${period} --series ${quoted}${asOf === undefined ? "" : ` --as-of ${asOf}`}`;
}

/** Of what counts nowhere there is nothing to say whether it counts. */
const KEPT_COLUMNS: readonly Column<ExplainedEvent>[] = COLUMNS.filter(({ head }) => head !== "counts");
