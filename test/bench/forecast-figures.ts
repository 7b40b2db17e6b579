import { FORECASTERS } from "./forecast-scores.ts";
import type { Forecaster, SeriesScores } from "./forecast-scores.ts";

/** What the benchmark reports: snake_case names, null where nothing was scored. */
export type ForecastFigures = Readonly<Record<string, number | null>>;

/** Means over all series and over those of each kind of period; a baseline's figures end in its name. */
export function forecastFigures(scored: readonly SeriesScores[]): ForecastFigures {
  const groups: readonly (readonly [string, readonly SeriesScores[]])[] = [
    ["all", scored],
    ...Map.groupBy(scored, ({ period }) => period),
  ];
  const figures: Record<string, number | null> = {};
  for (const who of FORECASTERS) {
    for (const [group, own] of groups) {
      const name = who === "milepost" ? group : `${group}_${who}`;
      figures[`smape_${name}`] = mean(own.map(({ smape }) => smape[who]));
      figures[`mase_${name}`] = mean(own.map(({ mase }) => mase[who]));
    }
  }
  for (const [group, own] of groups) {
    const steps = own.reduce((sum, scores) => sum + scores.steps, 0);
    figures[`msis95_${group}`] = mean(own.map(({ msis95 }) => msis95));
    figures[`cov80_${group}`] = own.reduce((sum, { covered80 }) => sum + covered80, 0) / steps;
    figures[`cov95_${group}`] = own.reduce((sum, { covered95 }) => sum + covered95, 0) / steps;
  }
  const busyMs = scored.reduce((sum, scores) => sum + scores.busyMs, 0);
  figures["series"] = scored.length;
  figures["series_per_cpu_second"] = (1000 * scored.length) / busyMs;
  return figures;
}

const COLUMNS = ["sMAPE", "MASE", "MSIS95", "cov80", "cov95"] as const;

/** One line a kind of period and forecaster, for a terminal. */
export function forecastTable(figures: ForecastFigures): string {
  const line = (cells: readonly string[], group: string, who: string): string =>
    [group.padEnd(10), who.padEnd(21), ...cells.map((cell) => cell.padStart(8))].join(" ").trimEnd();
  const lines = linesOf(figures).map(({ group, values, who }) =>
    line(
      values.map((value) => value?.toFixed(3) ?? ""),
      group,
      who,
    ),
  );
  return [line(COLUMNS, "period", "forecaster"), ...lines].join("\n");
}

const NAMES: Readonly<Record<Forecaster, string>> = {
  milepost: "**Milepost**",
  naive: "last value",
  seasonal_naive_drift: "last season, with drift",
  theta: "Theta, standard",
};

/** The same as a Markdown table for readers. */
export function accuracyTable(figures: ForecastFigures): string {
  const lines = linesOf(figures).map(({ group, values, who }) => {
    const cells = values.map((value, column) => {
      if (value === null) return "–";
      return column < FIRST_COVERAGE ? value.toFixed(column === 0 ? 2 : 3) : `${(100 * value).toFixed(1)} %`;
    });
    return `| ${[group, NAMES[who], ...cells].join(" | ")} |`;
  });
  const head =
    "| series | forecast by | sMAPE | MASE | MSIS, 95 % | within the 80 % interval | within the 95 % interval |";
  return [head, "|---|---|---|---|---|---|---|", ...lines].join("\n");
}

const FIRST_COVERAGE = 3;

interface TableLine {
  readonly group: string;
  readonly who: Forecaster;
  /** In the order of the columns; null where it was not measured. */
  readonly values: readonly (number | null)[];
}

function linesOf(figures: ForecastFigures): TableLine[] {
  const groups = Object.keys(figures)
    .filter((name) => name.startsWith("msis95_"))
    .map((name) => name.slice("msis95_".length));
  return groups.flatMap((group) =>
    FORECASTERS.map((who): TableLine => {
      const name = who === "milepost" ? group : `${group}_${who}`;
      const ofIntervals = who === "milepost" ? ["msis95", "cov80", "cov95"] : [];
      const ofAll = ["smape", "mase"].map((figure) => figures[`${figure}_${name}`] ?? null);
      const values = [...ofAll, ...ofIntervals.map((figure) => figures[`${figure}_${group}`] ?? null)];
      return { group, who, values: COLUMNS.map((_, column) => values[column] ?? null) };
    }),
  );
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
