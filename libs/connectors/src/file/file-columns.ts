import type { FileConnector } from "@milepost/contracts";

/** Which cell of a row holds what, for one connector definition. */
export interface FileColumns {
  /** Wanted column names, each once. */
  readonly names: readonly string[];
  /** Index into a row's cells; undefined when the whole file feeds one KPI. */
  readonly kpi: number | undefined;
  readonly period: number;
  readonly dimensions: readonly {
    readonly dimension: string;
    readonly column: string;
    readonly cell: number;
  }[];
  readonly measures: readonly {
    readonly measure: FileConnector["measures"][number];
    readonly cell: number;
  }[];
}

/** Lays out the columns that a definition names. */
export function fileColumns(definition: FileConnector): FileColumns {
  const names: string[] = [];
  const cellOf = (column: string): number => {
    if (!names.includes(column)) names.push(column);
    return names.indexOf(column);
  };
  const { kpi, period, dimensions, measures } = definition;
  return {
    names,
    kpi: typeof kpi === "string" ? undefined : cellOf(kpi.column),
    period: cellOf(period.column),
    dimensions: Object.entries(dimensions).map(([column, dimension]) => ({
      dimension,
      column,
      cell: cellOf(column),
    })),
    measures: measures.map((measure) => ({ measure, cell: cellOf(measure.column) })),
  };
}
