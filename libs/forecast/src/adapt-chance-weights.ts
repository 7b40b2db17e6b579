import { fitChanceWeights } from "./fit-chance-weights.ts";
import type { ChanceExample } from "./fit-chance-weights.ts";
import { CHANCE_WEIGHTS } from "./goal-chance-weights.ts";
import type { ChanceGroup, ChanceWeightsTable } from "./goal-chance.ts";

/** Goals set on one series rise and fall together, at one moment and from one to the next: twenty count as one. */
const EXAMPLE_WEIGHT = 0.05;
/** How firmly the weights that come with the forecaster are held; some two thousand goals of a deployment weigh about as much. */
const PRIOR_PRECISION = 100;
/** The lean is far smaller than log-odds are: held as firmly, a large pool that contradicts it would hardly be heard. */
const LEAN_PRECISION = 30;

/**
 * Adapts the weights to a pool of series by how goals of its own past ended, real ones or such as could have been set then:
 * the weights that come with the forecaster are the prior, and with no examples the result. Only outcomes before the
 * check-in may be among the examples. O(examples).
 */
export function adaptChanceWeights(
  examples: ReadonlyMap<ChanceGroup, readonly ChanceExample[]>,
): ChanceWeightsTable {
  const groupOf = (group: ChanceGroup): ChanceWeightsTable["groups"][ChanceGroup] =>
    fitChanceWeights(examples.get(group) ?? [], {
      prior: CHANCE_WEIGHTS.groups[group],
      priorPrecision: PRIOR_PRECISION,
      leanPrecision: LEAN_PRECISION,
      exampleWeight: EXAMPLE_WEIGHT,
    });
  return {
    version: `${CHANCE_WEIGHTS.version}, adapted`,
    groups: { due: groupOf("due"), total: groupOf("total"), any: groupOf("any"), band: groupOf("band") },
  };
}
