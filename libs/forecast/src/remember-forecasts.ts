import { forecastSeries } from "./forecast-series.ts";
import type { ForecastOptions, SeriesForecast } from "./forecast-series.ts";

/** Forecasts a series, as `forecastSeries` does. */
export type SeriesForecaster = (history: ArrayLike<number>, options: ForecastOptions) => SeriesForecast;

/**
 * A `forecastSeries` that fits nothing twice: it remembers the forecasts of the last so many different series, horizons and
 * bounds. Goals on one KPI that are due together share one, and so does a goal that is assessed again because something
 * else than its values changed. Whether a forecast was remembered shows in the time that it takes and in nothing else.
 */
export function rememberForecasts(most: number): SeriesForecaster {
  const remembered = new Map<string, SeriesForecast>();
  return (history, options) => {
    const { bounds, frequency, horizon, intervals } = options;
    const learnt = intervals === undefined ? "" : JSON.stringify(intervals);
    const places = [frequency, horizon, bounds?.lower, bounds?.upper, learnt];
    const key = [...places, Array.from(history).join(" ")].join("|");
    const forecast = remembered.get(key) ?? forecastSeries(history, options);
    // The newest stands last, so that the first one is the one that nobody asked for longest.
    remembered.delete(key);
    remembered.set(key, forecast);
    const oldest = remembered.keys().next();
    if (remembered.size > most && oldest.done !== true) remembered.delete(oldest.value);
    return forecast;
  };
}
