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
      ambition: [-0.496, -0.032],
      lean: [-1.077, -0.368],
      forecast: [0.227, 0.639],
      theta: [0.362, 0.047],
      precedent: [0.65, 0.078],
      walk: [0.113, 0],
    },
    total: {
      constant: [-0.059, -0.007],
      ambition: [0, 0],
      lean: [-1.107, -0.447],
      forecast: [0.759, 0.746],
      theta: [0.251, 0.163],
      precedent: [0.516, 0],
      walk: [0, 0],
    },
    any: {
      constant: [0.169, -0.315],
      ambition: [0, 0],
      lean: [-0.418, -0.808],
      forecast: [0.295, 0.595],
      theta: [0.363, 0],
      precedent: [0.524, 0.304],
      walk: [0.125, 0],
    },
    band: {
      constant: [-0.15, 0.234],
      ambition: [0, 0],
      lean: [0, 0],
      forecast: [0.195, 0.718],
      theta: [0.276, 0.09],
      precedent: [0.444, 0.271],
      walk: [0, 0],
    },
  },
};
