import { ALPHA, BETA, GAMMA, PHI, LEVEL, SLOPE, SEASON } from "./ets-parameter.ts";
import type { EtsFit } from "./fit-ets.ts";

/** What a fitted model is rolled over. */
export interface RollOptions {
  readonly values: Float64Array;
  readonly horizon: number;
}

/**
 * What a fitted model, its parameters as they are, says from each origin: `horizon` forecasts for each number of known
 * values from 0 to n, row by row; the last row is the forecast. NaN leaves the state to its own course.
 * Definition: the innovations state-space equations of Hyndman, Koehler, Ord and Snyder (2008), tables 2.2 and 2.3; an
 * additive and a multiplicative error give the same states. O(n × horizon).
 */
export function rollEts(fit: EtsFit, options: RollOptions): Float64Array {
  const { horizon, values } = options;
  const { parameters, period } = fit;
  const added = fit.form.season === "additive";
  const factors = fit.form.season === "multiplicative";
  const [alpha, beta] = [parameters[ALPHA]!, parameters[BETA]!];
  const [gamma, phi] = [parameters[GAMMA]!, parameters[PHI]!];
  const season = parameters.slice(SEASON);
  const rolled = new Float64Array((values.length + 1) * horizon);
  let level = parameters[LEVEL]!;
  let slope = parameters[SLOPE]!;
  for (let index = 0; index <= values.length; index += 1) {
    let growth = 0;
    let power = 1;
    for (let ahead = 0; ahead < horizon; ahead += 1) {
      power *= phi;
      growth += power;
      const base = level + growth * slope;
      const place = index * horizon + ahead;
      if (added) rolled[place] = base + season[(index + ahead) % period]!;
      else rolled[place] = factors ? base * season[(index + ahead) % period]! : base;
    }
    const value = index < values.length ? values[index]! : Number.NaN;
    const base = level + phi * slope;
    const step = index % period;
    const known = !Number.isNaN(value);
    let error = 0;
    if (added) {
      error = known ? value - base - season[step]! : 0;
      season[step]! += gamma * error;
    } else if (factors) {
      error = known ? value / season[step]! - base : 0;
      season[step]! += (gamma * season[step]! * error) / base;
    } else if (known) error = value - base;
    level = base + alpha * error;
    slope = phi * slope + beta * error;
  }
  return rolled;
}
