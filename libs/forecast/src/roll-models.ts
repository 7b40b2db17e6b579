import { averageEts } from "./average-ets.ts";
import { rollEts } from "./roll-ets.ts";
import { seasonOf, withoutSeason, withSeason } from "./season-of.ts";
import { rollSeasonalNaive } from "./seasonal-naive.ts";
import { fitStateSpaceTheta, rollStateSpaceTheta } from "./state-space-theta.ts";
import type { ThetaForm } from "./state-space-theta.ts";

/** What one model says from each origin: `horizon` forecasts for each number of known values from 0 to n, row by row. */
export interface RolledModel {
  readonly model: ModelName;
  readonly rolled: Float64Array;
}

/** The models that are combined. `…-log` is the same model of the logarithms. */
export type ModelName =
  | "dynamic-theta"
  | "dynamic-theta-log"
  | "optimised-theta"
  | "optimised-theta-log"
  | "ets"
  | "ets-log"
  | "naive-drift";

/** The series that the models see. */
export interface ModelSeries {
  /** Of a scale of about one; NaN where unknown. */
  readonly values: Float64Array;
  /** The same with its gaps filled, for the models that need that. */
  readonly whole: Float64Array;
  /** Steps of one season, 1 for none. */
  readonly period: number;
  readonly horizon: number;
}

/**
 * Fits every model that is combined and rolls it over the history. Positive series are modelled as they are and in
 * logarithms, because neither growth by amounts nor growth by shares can be assumed. O(n × (iterations + horizon)).
 */
export function rollModels(series: ModelSeries): RolledModel[] {
  const { horizon, period, values, whole } = series;
  const positive = whole.every((value) => value > 0);
  const models: RolledModel[] = [
    { model: "dynamic-theta", rolled: rollTheta(series, "dynamic") },
    ...rollAveragedEts(series, positive, "ets"),
  ];
  if (period === 1) {
    models.push(
      { model: "optimised-theta", rolled: rollTheta(series, "optimised") },
      { model: "naive-drift", rolled: rollSeasonalNaive({ values: whole, period, horizon, drift: true }) },
    );
  }
  if (!positive) return models;
  const logs = { ...series, values: values.map(Math.log), whole: whole.map(Math.log) };
  const back = backFromLogs(logs.whole);
  models.push(
    { model: "dynamic-theta-log", rolled: rollTheta(logs, "dynamic").map(back) },
    ...rollAveragedEts(logs, false, "ets-log").map(({ model, rolled }) => ({
      model,
      rolled: rolled.map(back),
    })),
  );
  if (period === 1) {
    models.push({ model: "optimised-theta-log", rolled: rollTheta(logs, "optimised").map(back) });
  }
  return models;
}

/** Theta of the series without its season, with the season put back. */
function rollTheta({ horizon, period, whole }: ModelSeries, form: ThetaForm): Float64Array {
  const season = seasonOf(whole, { period, form: "multiplicative" });
  const adjusted = withoutSeason(whole, season);
  const rolled = rollStateSpaceTheta(adjusted, fitStateSpaceTheta(adjusted, form), horizon);
  return rolled.map((value, place) =>
    withSeason(value, Math.floor(place / horizon) + (place % horizon), season),
  );
}

function rollAveragedEts(
  { horizon, period, values }: ModelSeries,
  multiplicative: boolean,
  model: ModelName,
): RolledModel[] {
  const forms = averageEts({ values, period, multiplicative });
  if (forms.length === 0) return [];
  const rolled = new Float64Array((values.length + 1) * horizon);
  for (const form of forms) {
    const own = rollEts(form, { values, horizon });
    for (let place = 0; place < rolled.length; place += 1) {
      rolled[place] = (rolled[place] ?? 0) + form.weight * (own[place] ?? 0);
    }
  }
  return [{ model, rolled }];
}

/** Growth by shares explodes easily: a forecast may leave the range of the logarithms by that range, not more. */
function backFromLogs(logs: Float64Array): (log: number) => number {
  const least = logs.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const greatest = logs.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
  const range = greatest - least;
  return (log) => Math.exp(Math.min(greatest + range, Math.max(least - range, log)));
}
