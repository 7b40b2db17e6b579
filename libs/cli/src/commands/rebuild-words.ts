import { tableOr } from "../command-context.ts";
import type { Column } from "../table.ts";

type Columns = Readonly<Record<string, string | null>>;

/** A row that the live and the rebuilt table do not agree on. */
interface Sample {
  readonly key: Columns;
  readonly live: Columns | null;
  readonly rebuilt: Columns | null;
}

interface Month {
  readonly table: string;
  readonly month: string;
  readonly differed: boolean;
  readonly liveRows: number;
  readonly rebuiltRows: number;
  readonly liveStatuses: Readonly<Record<string, number>>;
  readonly rebuiltStatuses: Readonly<Record<string, number>>;
  readonly samples: readonly Sample[];
}

/** A rebuild as the API shows it. */
export interface RebuildStatus {
  readonly rebuild: string;
  readonly state: "replaying" | "comparing" | "exchanging" | "exchanged" | "done" | "dropped";
  readonly changedAt: string;
  readonly records: number;
  readonly total: number;
  readonly differed: boolean | null;
  readonly failure: string | null;
  readonly keptUntil: string | null;
  /** Absent in lists. */
  readonly comparison?: {
    readonly months: readonly Month[];
    readonly notCompared: Readonly<Record<string, number>>;
  } | null;
}

const count = (figure: number): string => figure.toLocaleString("en");

/** How far a rebuild is, in words. */
export function progressWords({ state, records, total }: RebuildStatus): string {
  switch (state) {
    case "replaying":
      return total === 0
        ? "Replaying the log beside the live tables …"
        : `Replaying the log beside the live tables: ${count(records)} of ${count(total)} records …`;
    case "comparing":
      return "Comparing the rebuilt tables with the live ones …";
    case "exchanging":
      return "Making the rebuilt tables live …";
    case "exchanged":
      return "Taking in what arrived meanwhile …";
    case "done":
      return "Done.";
    case "dropped":
      return "Dropped.";
  }
}

interface TableLine {
  readonly table: string;
  readonly liveRows: number;
  readonly rebuiltRows: number;
  readonly months: readonly Month[];
}

const COLUMNS: readonly Column<TableLine>[] = [
  { head: "table", of: ({ table }) => table },
  { head: "rows before", of: ({ liveRows }) => count(liveRows), right: true },
  { head: "rows now", of: ({ rebuiltRows }) => count(rebuiltRows), right: true },
  { head: "checksum", of: ({ months }) => (months.some(({ differed }) => differed) ? "differed" : "same") },
  { head: "months that differed", of: ({ months }) => differingMonths(months) },
];

/** What a rebuild found: a line a table, then the rows that differed. */
export function describeRebuild({ comparison, differed, keptUntil }: RebuildStatus): string {
  const months = comparison?.months ?? [];
  const tables = [...Map.groupBy(months, ({ table }) => table)].map(([table, ofTable]) => ({
    table,
    liveRows: sum(ofTable, ({ liveRows }) => liveRows),
    rebuiltRows: sum(ofTable, ({ rebuiltRows }) => rebuiltRows),
    months: ofTable,
  }));
  const parts = [
    tableOr(tables, COLUMNS, "Nothing was compared."),
    ...months.filter((month) => month.differed).map(describeMonth),
    ...Object.entries(comparison?.notCompared ?? {}).map(
      ([table, owners]) => `${table}: ${count(owners)} changed too often meanwhile to be compared.`,
    ),
    differed === true
      ? "Some tables were not what the log says; now they are."
      : "Every table was what the log says.",
    ...(keptUntil === null
      ? []
      : [`The tables from before are kept until ${keptUntil} (drop them now: milepost rebuild --drop).`]),
  ];
  return parts.join("\n\n");
}

function differingMonths(months: readonly Month[]): string {
  const differing = months.filter(({ differed }) => differed);
  if (differing.length === 0) return "none";
  return differing.map(({ month }) => (month === "" ? "all" : month)).join(" ");
}

function describeMonth(month: Month): string {
  const place = month.month === "" ? month.table : `${month.table} ${month.month}`;
  const rows = `${place}: ${count(month.liveRows)} rows before, ${count(month.rebuiltRows)} now`;
  return [`${rows}${statusWords(month)}`, ...month.samples.map(describeSample)].join("\n");
}

function statusWords({ liveStatuses, rebuiltStatuses }: Month): string {
  const names = [...new Set([...Object.keys(liveStatuses), ...Object.keys(rebuiltStatuses)])].toSorted();
  const changed = names.filter((name) => liveStatuses[name] !== rebuiltStatuses[name]);
  return changed
    .map((name) => `; ${name} ${count(liveStatuses[name] ?? 0)} → ${count(rebuiltStatuses[name] ?? 0)}`)
    .join("");
}

function describeSample({ key, live, rebuilt }: Sample): string {
  const place = Object.entries(key)
    .filter(([, value]) => value !== "" && value !== null)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
  if (live === null) return `  ${place}: was missing`;
  if (rebuilt === null) return `  ${place}: is not in the log`;
  const changes = Object.keys(rebuilt).map(
    (name) => `${name} ${live[name] ?? "unknown"} → ${rebuilt[name] ?? "unknown"}`,
  );
  return `  ${place}: ${changes.join(", ")}`;
}

function sum(months: readonly Month[], of: (month: Month) => number): number {
  return months.reduce((total, month) => total + of(month), 0);
}
