/** One KPI as its rows tell it; series run from January of the file's first year, NaN where a row or value is missing. */
export interface KpiRows {
  readonly kpi: string;
  /** Rows of one family (a KPI and what rolls up into it) are not independent. */
  readonly family: string;
  readonly direction: "increase" | "decrease" | null;
  readonly unit: string;
  readonly decimals: number | undefined;
  readonly monthlyActual: Float64Array;
  readonly yearToDateActual: Float64Array;
  readonly yearToDateTarget: Float64Array;
}

/** All KPIs of a file, and the year that index 0 of their series lies in. */
export interface TargetRows {
  readonly firstYear: number;
  readonly lastYear: number;
  readonly kpis: readonly KpiRows[];
}

type Row = Readonly<Record<string, string>>;

const NEEDED_COLUMNS = ["kpi_id", "month", "monthly_actual", "ytd_target", "ytd_actual"];
const DIRECTIONS: Readonly<Record<string, KpiRows["direction"]>> = { U: "increase", D: "decrease" };

/** Reads the rows and definitions of a file in the form of the MTA's performance indicators. */
export function readTargetRows(csv: string, definitions: string): TargetRows {
  const rows = parseCsv(csv);
  const missing = NEEDED_COLUMNS.filter((column) => !(column in (rows[0] ?? {})));
  if (missing.length > 0) throw new Error(`the CSV lacks the columns ${missing.join(", ")}`);
  const dated = rows.filter((row) => /^\d{4}-\d{2}/.test(row["month"] ?? ""));
  const years = dated.map((row) => Number(row["month"]?.slice(0, 4)));
  const firstYear = years.reduce((low, year) => Math.min(low, year), Number.POSITIVE_INFINITY);
  const lastYear = years.reduce((high, year) => Math.max(high, year), Number.NEGATIVE_INFINITY);
  const defined = new Map(parseCsv(definitions).map((row) => [row["kpi_id"], row]));
  const byKpi = Map.groupBy(dated, (row) => row["kpi_id"] ?? "");
  const months = 12 * (lastYear - firstYear + 1);
  const kpis = [...byKpi].map(([kpi, own]) => toKpi({ kpi, own, firstYear, months }, defined.get(kpi)));
  return { firstYear, lastYear, kpis };
}

interface KpiSource {
  readonly kpi: string;
  readonly own: readonly Row[];
  readonly firstYear: number;
  readonly months: number;
}

function toKpi(source: KpiSource, definition: Row | undefined): KpiRows {
  const first = source.own[0] ?? {};
  const said = (column: string): string => definition?.[column] ?? first[column] ?? "";
  const parent = said("parent_id");
  const series = (column: string): Float64Array => {
    const values = new Float64Array(source.months).fill(Number.NaN);
    for (const row of source.own) {
      const month = row["month"] ?? "";
      const index = 12 * (Number(month.slice(0, 4)) - source.firstYear) + Number(month.slice(5, 7)) - 1;
      values[index] = numberOrUnknown(row[column]);
    }
    return values;
  };
  return {
    kpi: source.kpi,
    family: parent === "" || parent === "0" ? source.kpi : parent,
    direction: DIRECTIONS[said("desired_change")] ?? null,
    unit: said("unit"),
    decimals: said("decimals") === "" ? undefined : Number(said("decimals")),
    monthlyActual: series("monthly_actual"),
    yearToDateActual: series("ytd_actual"),
    yearToDateTarget: series("ytd_target"),
  };
}

function numberOrUnknown(text: string | undefined): number {
  const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}

const FIELD = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/y;

/** Parses RFC 4180 text with a header line into one record a line. */
export function parseCsv(text: string): Row[] {
  const lines: string[][] = [[]];
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < text.length) {
    const [, field = "", end = ""] = FIELD.exec(text) ?? [];
    if (field === "" && end === "" && FIELD.lastIndex === 0) throw new Error("the CSV has a stray quote");
    lines.at(-1)?.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end !== ",") lines.push([]);
  }
  const [header = [], ...body] = lines.filter((line) => line.length > 1);
  return body.map((line) => Object.fromEntries(header.map((name, index) => [name, line[index] ?? ""])));
}
