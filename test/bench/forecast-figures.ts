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

/** The table that people read: one line a forecaster and kind of period. */
export function forecastTable(figures: ForecastFigures): string {
  const groups = Object.keys(figures)
    .filter((name) => name.startsWith("msis95_"))
    .map((name) => name.slice("msis95_".length));
  const shown = (name: string): string => (figures[name]?.toFixed(3) ?? "–").padStart(8);
  const lines = groups.flatMap((group) =>
    FORECASTERS.map((who: Forecaster) => {
      const name = who === "milepost" ? group : `${group}_${who}`;
      const points = `${group.padEnd(10)} ${who.padEnd(21)} ${shown(`smape_${name}`)} ${shown(`mase_${name}`)}`;
      if (who !== "milepost") return points;
      return `${points} ${shown(`msis95_${group}`)} ${shown(`cov80_${group}`)} ${shown(`cov95_${group}`)}`;
    }),
  );
  const head = ["period".padEnd(10), "forecaster".padEnd(21)].join(" ");
  const columns = ["sMAPE", "MASE", "MSIS95", "cov80", "cov95"].map((column) => column.padStart(8)).join(" ");
  return [`${head} ${columns}`, ...lines].join("\n");
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
