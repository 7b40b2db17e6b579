import { emptyRun, ETS_PARAMETER, runEts } from "./ets-recursion.ts";
import type { EtsRun } from "./ets-recursion.ts";
import type { EtsFit } from "./fit-ets.ts";

/** What a fitted model is rolled over. */
export interface RollOptions {
  readonly values: Float64Array;
  readonly horizon: number;
}

/**
 * What a fitted model, its parameters as they are, says from each origin: `horizon` forecasts for each number of known
 * values from 0 to n, row by row; the last row is the forecast. O(n × horizon).
 */
export function rollEts(fit: EtsFit, { horizon, values }: RollOptions): Float64Array {
  const rolled = new Float64Array((values.length + 1) * horizon);
  const run = emptyRun(fit.form, fit.period);
  const write = writerOf(fit, rolled, horizon);
  runEts({ values, form: fit.form, period: fit.period }, fit.parameters, { run, onState: write });
  write(run, values.length);
  return rolled;
}

function writerOf(
  { form, parameters, period }: EtsFit,
  rolled: Float64Array,
  horizon: number,
): (run: EtsRun, index: number) => void {
  const phi = form.trend === "damped" ? (parameters[ETS_PARAMETER.phi] ?? 1) : 1;
  return ({ level, season, slope }, index) => {
    let growth = 0;
    let power = 1;
    for (let step = 0; step < horizon; step += 1) {
      power *= phi;
      growth += power;
      const base = level + growth * slope;
      const state = season[(index + step) % period] ?? 0;
      const forecast =
        form.season === "none" ? base : form.season === "additive" ? base + state : base * state;
      rolled[index * horizon + step] = forecast;
    }
  };
}
