import { parseCsv } from "./csv.ts";

/** What one month of one indicator was published as; null: the cell is empty. */
export interface Month {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly actual: number | null;
  readonly ytdActual: number | null;
  readonly ytdTarget: number | null;
}

/** One indicator of the definitions file with its published months, in order of time. */
export interface Indicator {
  readonly id: string;
  readonly parentId: string;
  readonly agency: string;
  readonly name: string;
  readonly category: string;
  readonly desiredChange: string;
  readonly unit: string;
  readonly decimals: number;
  readonly description: string;
  readonly months: readonly Month[];
}

interface IndicatorSources {
  readonly rows: string;
  readonly definitions: string;
  readonly until: string;
}

/** Joins definitions and monthly rows; rows after `until` (`2014-09`) are not looked at. */
export function readIndicators(sources: IndicatorSources): readonly Indicator[] {
  const { rows, definitions, until } = sources;
  const months = Map.groupBy(
    parseCsv(rows).filter((row) => field(row, "month").slice(0, 7) <= until),
    (row) => field(row, "kpi_id"),
  );
  return parseCsv(definitions).map((row) => ({
    id: field(row, "kpi_id"),
    parentId: field(row, "parent_id"),
    agency: field(row, "agency"),
    name: field(row, "name"),
    category: field(row, "category"),
    desiredChange: field(row, "desired_change"),
    unit: field(row, "unit"),
    decimals: Number(field(row, "decimals")),
    description: field(row, "description").replaceAll(/\s+/g, " ").trim(),
    months: (months.get(field(row, "kpi_id")) ?? []).map(monthOf).toSorted(byTime),
  }));
}

function monthOf(row: Readonly<Record<string, string>>): Month {
  return {
    year: Number(field(row, "month").slice(0, 4)),
    month: Number(field(row, "month").slice(5, 7)),
    actual: figure(row, "monthly_actual"),
    ytdActual: figure(row, "ytd_actual"),
    ytdTarget: figure(row, "ytd_target"),
  };
}

function byTime(left: Month, right: Month): number {
  return left.year - right.year || left.month - right.month;
}

function figure(row: Readonly<Record<string, string>>, column: string): number | null {
  const text = field(row, column);
  return text === "" ? null : Number(text);
}

function field(row: Readonly<Record<string, string>>, column: string): string {
  const text = row[column];
  if (text === undefined) throw new Error(`the CSV has no column "${column}"`);
  return text;
}
