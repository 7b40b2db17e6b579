import { averageEts } from "./average-ets.ts";
import { rollEts } from "./roll-ets.ts";
import { seasonOf, withoutSeason, withSeason } from "./season-of.ts";
import { rollSeasonalNaive } from "./seasonal-naive.ts";
import type { SeriesLink } from "./series-link.ts";
import { fitStateSpaceTheta, rollStateSpaceTheta } from "./state-space-theta.ts";
import type { ThetaForm } from "./state-space-theta.ts";

/** What one model says from each origin: `horizon` forecasts for each number of known values from 0 to n, row by row. */
export interface RolledModel {
  /** Such as `ets`, or `ets-log` where it models the logarithms. */
  readonly model: string;
  readonly rolled: Float64Array;
}

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
 * Fits every model that is combined and rolls it over the history. A series with a second scale is modelled on both,
 * because neither growth by amounts nor growth by shares can be assumed. Series without seasons are mostly short, and get
 * the sturdier optimised Theta beside. Which models are combined was chosen on M1. O(n × (iterations + horizon)).
 */
export function rollModels(series: ModelSeries, link: SeriesLink | null): RolledModel[] {
  const { horizon, period, whole } = series;
  const positive = whole.every((value) => value > 0);
  const models = rollOnScale(series, { multiplicative: positive, suffix: "" });
  const naive = rollSeasonalNaive({ values: whole, period, horizon, drift: true });
  models.push({ model: "naive-drift", rolled: naive });
  if (link === null) return models;
  const linked = { ...series, values: series.values.map(link.to), whole: whole.map(link.to) };
  for (const { model, rolled } of rollOnScale(linked, { multiplicative: false, suffix: `-${link.name}` })) {
    models.push({ model, rolled: rolled.map(link.back) });
  }
  return models;
}

interface ScaleOptions {
  readonly multiplicative: boolean;
  readonly suffix: string;
}

function rollOnScale(series: ModelSeries, { multiplicative, suffix }: ScaleOptions): RolledModel[] {
  const models: RolledModel[] = [{ model: `dynamic-theta${suffix}`, rolled: rollTheta(series, "dynamic") }];
  const ets = rollAveragedEts(series, multiplicative);
  if (ets !== null) models.push({ model: `ets${suffix}`, rolled: ets });
  if (series.period === 1) {
    models.push({ model: `optimised-theta${suffix}`, rolled: rollTheta(series, "optimised") });
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
): Float64Array | null {
  const forms = averageEts({ values, period, multiplicative });
  if (forms.length === 0) return null;
  const rolled = new Float64Array((values.length + 1) * horizon);
  for (const form of forms) {
    const own = rollEts(form, { values, horizon });
    for (let place = 0; place < rolled.length; place += 1) {
      rolled[place] = (rolled[place] ?? 0) + form.weight * (own[place] ?? 0);
    }
  }
  return rolled;
}
