import fc from "fast-check";
import { expect, test } from "vitest";
import { etsDeviance } from "./ets-deviance.ts";
import type { EtsForm } from "./ets-form.ts";
import { rollEts } from "./roll-ets.ts";

const PERIOD = 4;

const anyForm: fc.Arbitrary<EtsForm> = fc.record({
  error: fc.constantFrom("additive", "multiplicative"),
  trend: fc.constantFrom("none", "additive", "damped"),
  season: fc.constantFrom("none", "additive", "multiplicative"),
});
const anyValue = fc.oneof(
  { weight: 9, arbitrary: fc.double({ min: 0.2, max: 3, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, 1e-9, -0.5) },
);
/** α, β, γ, φ, level and slope. */
const anyWeights = fc.tuple(
  fc.double({ min: 0.01, max: 0.99, noNaN: true }),
  fc.double({ min: 0, max: 0.2, noNaN: true }),
  fc.double({ min: 0, max: 0.5, noNaN: true }),
  fc.double({ min: 0.8, max: 0.98, noNaN: true }),
  fc.double({ min: 0.1, max: 2, noNaN: true }),
  fc.double({ min: -0.05, max: 0.05, noNaN: true }),
);
const anyTrial = fc.record({
  form: anyForm,
  values: fc.array(anyValue, { minLength: 1, maxLength: 60 }).map((values) => Float64Array.from(values)),
  weights: anyWeights,
  season: fc.array(fc.double({ min: -0.3, max: 0.3, noNaN: true }), { minLength: PERIOD, maxLength: PERIOD }),
});

test("the deviance of any parameters is that of the one-step errors that the model makes when it is rolled", () => {
  let allowed = 0;
  fc.assert(
    fc.property(anyTrial, ({ form, season, values, weights }) => {
      const parameters = parametersOf(form, weights, season);
      const known = values.filter((value) => !Number.isNaN(value)).length;
      const relative = form.error === "multiplicative";
      const room = new Float64Array(form.season === "none" ? 0 : PERIOD);
      const deviance = etsDeviance(
        { values, known, period: PERIOD, relative, kind: form.season, season: room },
        parameters,
      );
      if (!Number.isFinite(deviance)) return relative || form.season === "multiplicative";
      allowed += 1;
      const said = rollEts({ form, period: PERIOD, parameters, aicc: 0 }, { values, horizon: 1 });
      let [squares, logs] = [0, 0];
      for (const [index, value] of values.entries()) {
        const forecast = said[index] ?? Number.NaN;
        if (Number.isNaN(value)) continue;
        squares += ((value - forecast) / (relative ? forecast : 1)) ** 2;
        logs += relative ? Math.log(forecast) : 0;
      }
      expect(deviance).toBeCloseTo(known * Math.log(squares + 1e-20) + 2 * logs, 6);
      return true;
    }),
    { numRuns: 500 },
  );
  expect(allowed).toBeGreaterThan(100);
});

/** As a search lays them out: what the form lacks is neutral. */
function parametersOf(form: EtsForm, weights: readonly number[], season: readonly number[]): Float64Array {
  const [alpha = 0, beta = 0, gamma = 0, phi = 1, level = 0, slope = 0] = weights;
  const trended = form.trend === "none" ? 0 : 1;
  const seasonal = form.season === "none" ? 0 : 1;
  const shift = form.season === "multiplicative" ? 1 : 0;
  const [damping, ofSeason] = [form.trend === "damped" ? phi : 1, seasonal * gamma];
  const states = seasonal === 0 ? [] : season.map((state) => state + shift);
  return Float64Array.of(alpha, trended * beta, ofSeason, damping, level, trended * slope, ...states);
}
