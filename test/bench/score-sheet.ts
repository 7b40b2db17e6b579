/** Told chances of one family of tasks, column by column; rows are tasks. */
export interface ScoreSheet {
  /** Index of the series that a task was set on. */
  readonly series: number[];
  readonly hits: number[];
  readonly columns: Map<string, number[]>;
}

/** A sheet without rows. */
export function newSheet(): ScoreSheet {
  return { series: [], hits: [], columns: new Map() };
}

/** Adds one task and what each predictor said. */
export function addRow(
  sheet: ScoreSheet,
  row: { readonly series: number; readonly hit: boolean; readonly told: Readonly<Record<string, number>> },
): void {
  sheet.series.push(row.series);
  sheet.hits.push(Number(row.hit));
  for (const [name, value] of Object.entries(row.told)) {
    const column = sheet.columns.get(name);
    if (column === undefined) sheet.columns.set(name, [value]);
    else column.push(value);
  }
}

/** Adds the rows of another sheet with the same columns. */
export function appendSheet(sheet: ScoreSheet, more: ScoreSheet): void {
  for (const series of more.series) sheet.series.push(series);
  for (const hit of more.hits) sheet.hits.push(hit);
  for (const [name, values] of more.columns) {
    const column = sheet.columns.get(name) ?? [];
    sheet.columns.set(name, column);
    for (const value of values) column.push(value);
  }
}
