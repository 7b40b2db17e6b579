import type { EtsForm } from "./ets-form.ts";
import { ETS_PARAMETER } from "./ets-recursion.ts";
import { fitEts } from "./fit-ets.ts";
import type { EtsFit } from "./fit-ets.ts";

/** Fits every form and keeps the one with the least AICc. */
export function selectEts(values: Float64Array, period: number): EtsFit | null {
  let best: EtsFit | null = null;
  const positive = values.every((value) => !(value <= 0));
  for (const error of ["additive", "multiplicative"] as const) {
    if (error === "multiplicative" && !positive) continue;
    for (const season of ["none", "additive", "multiplicative"] as const) {
      if (season !== "none" && (period < 2 || values.length <= 2 * period)) continue;
      if (season === "multiplicative" && error === "additive") continue;
      for (const trend of ["none", "additive", "damped"] as const) {
        const form: EtsForm = { error, season, trend };
        const fit = fitEts({ values, form, period });
        if (fit !== null && (best === null || fit.aicc < best.aicc)) best = fit;
      }
    }
  }
  return best;
}

/** Point forecasts. */
export function forecastEts(fit: EtsFit, horizon: number): Float64Array {
  const { form, length, parameters, run } = fit;
  const phi = form.trend === "damped" ? (parameters[ETS_PARAMETER.phi] ?? 1) : 1;
  let growth = 0;
  let power = 1;
  return Float64Array.from({ length: horizon }, (_, step) => {
    power *= phi;
    growth += power;
    const base = run.level + growth * run.slope;
    const state = run.season[(length + step) % fit.period] ?? 0;
    return form.season === "none" ? base : form.season === "additive" ? base + state : base * state;
  });
}
