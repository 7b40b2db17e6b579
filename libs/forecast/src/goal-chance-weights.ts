import type { ChanceWeightsTable } from "./goal-chance.ts";

/**
 * How the views of the future are weighed, by what is judged. Learnt on the monthly and quarterly series of the M1
 * competition alone: `npm run bench -- atrisk --data m1.jsonl --fit` prints the groups again.
 */
export const CHANCE_WEIGHTS: ChanceWeightsTable = {
  version: "2",
  groups: {
    due: {
      constant: [-0.053, 0.027],
      ambition: [-0.482, -0.041],
      lean: [-1.546, -0.452],
      forecast: [0.287, 0.552],
      theta: [0.337, 0.094],
      precedent: [0.645, 0.104],
      walk: [0.102, 0],
    },
    total: {
      constant: [-0.058, -0.007],
      ambition: [0, 0],
      lean: [-1.224, -0.805],
      forecast: [0.78, 0.723],
      theta: [0.236, 0.178],
      precedent: [0.535, 0],
      walk: [0, 0],
    },
    any: {
      constant: [0.163, -0.285],
      ambition: [0, 0],
      lean: [-0.458, -0.824],
      forecast: [0.32, 0.555],
      theta: [0.358, 0.007],
      precedent: [0.518, 0.342],
      walk: [0.121, 0],
    },
    band: {
      constant: [-0.143, 0.224],
      ambition: [0, 0],
      lean: [0, 0],
      forecast: [0.218, 0.68],
      theta: [0.265, 0.102],
      precedent: [0.439, 0.293],
      walk: [0, 0],
    },
  },
};
