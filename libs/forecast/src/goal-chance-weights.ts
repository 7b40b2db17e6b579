import type { ChanceWeightsTable } from "./goal-chance.ts";

/**
 * How the views of the future are weighed, by what is judged. Learnt on the monthly and quarterly series of the M1
 * competition alone: `npm run bench -- atrisk --data m1.jsonl --fit` prints the groups again.
 */
export const CHANCE_WEIGHTS: ChanceWeightsTable = {
  version: "1",
  groups: {
    due: {
      constant: [-0.057, 0.024],
      ambition: [-0.431, -0.279],
      lean: [0, 0],
      forecast: [0.286, 0.544],
      theta: [0.381, 0],
      precedent: [0.579, 0.157],
      walk: [0.073, 0.066],
    },
    total: {
      constant: [-0.076, -0.042],
      ambition: [0, 0],
      lean: [0, 0],
      forecast: [0.835, 0.816],
      theta: [0.231, 0.095],
      precedent: [0.613, 0],
      walk: [0, 0],
    },
    any: {
      constant: [0.229, -0.398],
      ambition: [0, 0],
      lean: [0, 0],
      forecast: [0.331, 0.517],
      theta: [0.307, 0],
      precedent: [0.587, 0.324],
      walk: [0.162, 0.036],
    },
    band: {
      constant: [-0.191, 0.374],
      ambition: [0, 0],
      lean: [0, 0],
      forecast: [0.139, 0.652],
      theta: [0.31, 0.094],
      precedent: [0.282, 0.325],
      walk: [0, 0.06],
    },
  },
};
