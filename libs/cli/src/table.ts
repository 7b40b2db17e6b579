/** A column of a table for people. */
export interface Column<Row> {
  readonly head: string;
  readonly of: (row: Row) => unknown;
  /** Figures stand to the right. */
  readonly right?: boolean;
}

const GAP = "  ";
const LONGEST_CELL = 140;

/** Rows as a table with aligned columns; what is not known is said in words. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cells = rows.map((row) => columns.map(({ of }) => cellText(of(row))));
  const widths = columns.map(({ head }, index) =>
    Math.max(head.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, index) => {
        const width = widths[index] ?? 0;
        return columns[index]?.right === true ? text.padStart(width) : text.padEnd(width);
      })
      .join(GAP)
      .trimEnd();
  return [line(columns.map(({ head }) => head)), ...cells.map(line)].join("\n");
}

/** A value as people read it. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "unknown";
  const text = typeof value === "string" ? value : wordsOf(value);
  const flat = text.replaceAll(/\s+/g, " ");
  return flat.length > LONGEST_CELL ? `${flat.slice(0, LONGEST_CELL - 1)}…` : flat;
}

function wordsOf(value: unknown): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map(cellText).join(", ");
  return JSON.stringify(value);
}

/** A chance from 0 to 1 in percent; never 0 or 100, since nothing is certain. */
export function chance(value: unknown): string | null {
  if (typeof value !== "number") return null;
  if (value < 0.01) return "<1 %";
  return value > 0.99 ? ">99 %" : percent(value);
}

/** A share from 0 to 1 in percent. */
export function percent(value: unknown): string | null {
  return typeof value === "number" ? `${Math.round(value * 100)} %` : null;
}

/** A figure as people read it: thousands apart, as many decimals as its size asks for. */
export function figure(value: unknown): string | null {
  if (typeof value !== "number") return null;
  const size = Math.abs(value);
  const maximumFractionDigits = size >= 1_000 ? 0 : size >= 1 ? 2 : 4;
  return value.toLocaleString("en", { maximumFractionDigits });
}

/** How the figures of a KPI are written. */
export interface FigureStyle {
  readonly unit: string;
  readonly decimals: number;
  /** ISO 4217 code, where the unit is money. */
  readonly currency?: string | null;
  /** What a figure is multiplied by before it is written; absent: 1. */
  readonly scale?: number;
}

/** A share (0 to 1) in whole percent. */
export const SHARE_STYLE: FigureStyle = Object.freeze({ unit: "percent", decimals: 0, scale: 100 });

/** A figure with its unit, as the KPI's plan wants it: `97.6 %`, `143,961 miles`, `EUR 118.50`; without a style as its size asks for. */
export function measured(value: unknown, style: FigureStyle | undefined): string | null {
  if (typeof value !== "number" || style === undefined) return figure(value);
  const digits = { minimumFractionDigits: style.decimals, maximumFractionDigits: style.decimals };
  const text = (value * (style.scale ?? 1)).toLocaleString("en", digits);
  if (typeof style.currency === "string") return `${style.currency} ${text}`;
  if (style.unit === "percent" || style.unit === "%") return `${text} %`;
  return SILENT_UNITS.has(style.unit) ? text : `${text} ${style.unit}`;
}

/** Figures that stand beside each other, with as many decimals more as it takes until different ones look different. */
export function measuredApart(
  values: readonly unknown[],
  style: FigureStyle | undefined,
): readonly (string | null)[] {
  const write = (decimals: number): readonly (string | null)[] =>
    values.map((value) => measured(value, style && { ...style, decimals }));
  const known = new Set(values.filter((value) => typeof value === "number"));
  const own = style?.decimals ?? 0;
  for (let decimals = own; decimals <= MOST_DECIMALS; decimals += 1) {
    const texts = write(decimals);
    if (new Set(texts.filter((text) => text !== null)).size === known.size) return texts;
  }
  return write(own);
}

/** Figures have 15 significant digits. */
const MOST_DECIMALS = 15;

/** The unit as it stands apart from numbers: money is in its currency. */
export function unitOf({ unit, currency }: FigureStyle): string {
  return currency ?? unit;
}

/** Units that say nothing beside a number. */
const SILENT_UNITS: ReadonlySet<string> = new Set(["count", "ratio", "rate", "number", "index", "-"]);

/** Columns for whatever fields some rows have, the wanted ones first; nested fields are left to `--json`. */
export function columnsOf(
  rows: readonly Record<string, unknown>[],
  wanted: readonly string[],
): readonly Column<Record<string, unknown>>[] {
  const there = wanted.filter((name) => rows.some((row) => name in row));
  const names =
    there.length > 0 ? there : Object.keys(rows[0] ?? {}).filter((name) => isFlat(rows[0]?.[name]));
  return names.map((name) => ({
    head: headOf(name),
    of: (row) => row[name],
    right: rows.every((row) => typeof row[name] === "number" || row[name] === null),
  }));
}

function isFlat(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}

function headOf(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
}
