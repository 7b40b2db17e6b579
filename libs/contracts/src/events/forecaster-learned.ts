import { z } from "zod";
import { grainSchema } from "../period.ts";
import { positionSchema } from "./position.ts";
import { defineEvent } from "./define.ts";

const weightPair = z.tuple([z.number(), z.number()]);
const chanceWeightsSchema = z.object({
  constant: weightPair,
  ambition: weightPair,
  lean: weightPair,
  forecast: weightPair,
  theta: weightPair,
  precedent: weightPair,
  walk: weightPair,
});

export const forecasterLearnedData = z.looseObject({
  grain: grainSchema,
  asOf: z.iso.datetime({ offset: true }),
  /** Last complete period at `asOf`. */
  period: z.string(),
  modelVersion: z.string(),
  /** How many series were looked at, and how many goals could have been set on them and had ended. */
  series: z.int().nonnegative(),
  goals: z.int().nonnegative(),
  /** How the views of the future are weighed, by what is judged: where little is known, and where much is. */
  weights: z.object({
    version: z.string(),
    groups: z.object({
      due: chanceWeightsSchema,
      total: chanceWeightsSchema,
      any: chanceWeightsSchema,
      band: chanceWeightsSchema,
    }),
  }),
  /** Scales from the forecast to the ends of its intervals. */
  intervals: z.object({ reach80: z.number().positive(), reach95: z.number().positive() }),
  inputsPosition: positionSchema,
});
export type ForecasterLearnedData = z.infer<typeof forecasterLearnedData>;
/** What a deployment's own series taught the forecaster, by goals that could have been set in their past. */
export const forecasterLearned = defineEvent(
  "milepost.forecaster.learned.v1",
  "assessments",
  forecasterLearnedData,
);
