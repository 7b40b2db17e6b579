import { z } from "zod";
import { isAtMostTenYears } from "../local-time.ts";
import { grainSchema } from "../period.ts";
import { bindingSchema } from "./binding.ts";

/** A plan object's id: lower-case words joined by hyphens. */
export const idSchema = z
  .string()
  .max(120)
  .regex(/^[a-z0-9][a-z0-9-]*$/, "an id is lower-case letters, digits and hyphens");

/** Which way is better. */
export const DIRECTIONS = ["increase", "decrease", "maintain"] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** How values of shorter periods make the value of a longer one. */
export const BEHAVIOURS = [
  "flow",
  "stock",
  "ratio",
  "average",
  "harmonic_mean",
  "running",
  "min",
  "max",
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

/** An ISO 8601 duration in days or months, such as `P10D`; longer than ten years no calendar has to count with. */
export const durationText = z.iso.duration().refine(isAtMostTenYears, {
  message: "a duration of at most ten years",
  when: ({ issues }) => issues.length === 0,
});

/** Links that one KPI may declare. */
const MOST_DRIVEN = 20;
/** Periods by which a lead may be ahead at most, and where the plan does not say. */
const LONGEST_LAG = 24;
const USUAL_LAG = 6;

/** What a KPI is said to drive: a hypothesis, which is tested on the values. */
export const drivenSchema = z.strictObject({
  kpi: idSchema,
  /** What more of this KPI does to that one; absent: either. */
  effect: z.enum(["increase", "decrease"]).optional(),
  /** The most periods that it takes. */
  within: z.int().min(1).max(LONGEST_LAG).default(USUAL_LAG),
});
export type Driven = z.infer<typeof drivenSchema>;

/** A KPI: what is measured, in which unit, and how its values add up. */
export const kpiSchema = z.strictObject({
  name: z.string().min(1).max(200),
  description: z.string().max(2000).optional(),
  /** Unit of every value: `ratio`, `percent`, `count`, `miles`, … */
  unit: z.string().min(1).max(50),
  currency: z.string().length(3).optional(),
  decimals: z.int().min(0).max(9).default(2),
  /** Absent: nobody says which way is better, so no goal may measure it. */
  direction: z.enum(DIRECTIONS).optional(),
  behaviour: z.enum(BEHAVIOURS),
  grain: grainSchema,
  calendar: idSchema.default("default"),
  timeZone: z.string().optional(),
  dimensions: z.array(z.string()).default([]),
  total: z.enum(["reported", "derived"]).default("reported"),
  /** The only CloudEvents source whose values count; absent: the first that reports. */
  source: z.string().optional(),
  /** How rows of a stream make the values; absent: sources send values. */
  binding: bindingSchema.optional(),
  /** The monthly KPI whose year-to-date figure this KPI publishes (behaviour `running`). */
  runningOf: idSchema.optional(),
  /** How this running figure restarts: each calendar year; of weeks each ISO year, with its first week. */
  restarts: z.enum(["year"]).optional(),
  /** Declared stand-in where the parts of a mean are not known. */
  approximation: z.enum(["equal-weights"]).optional(),
  category: z.string().max(100).optional(),
  /** Organisation unit that the KPI belongs to. */
  belongsTo: idSchema.optional(),
  /** KPI that this one is a part of. */
  parent: idSchema.optional(),
  perspective: z.enum(["financial", "customer", "internal_processes", "learning_and_growth"]).optional(),
  leadOrLag: z.enum(["lead", "lag"]).optional(),
  /** The KPIs that follow this one, as far as the plan supposes. */
  drives: z.array(drivenSchema).min(1).max(MOST_DRIVEN).optional(),
  dataOwner: idSchema.optional(),
  finalAfter: durationText.optional(),
  publicationLag: durationText.default("PT0S"),
  expectedFreshness: durationText.optional(),
  /** Smallest and largest possible value; forecasts stay inside. */
  bounds: z.strictObject({ lower: z.number().optional(), upper: z.number().optional() }).optional(),
  renamedFrom: idSchema
    .optional()
    .describe(
      "Refused where a KPI of this id was ever in the plan: its values would stay under that id. Keep the id, and change the name",
    ),
  effectiveFrom: z.iso.date().optional(),
});
export type Kpi = z.infer<typeof kpiSchema>;
