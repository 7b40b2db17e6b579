import { z } from "zod";

/** How the rows of a period make its value. */
export const AGGREGATIONS = ["sum", "count", "average", "min", "max"] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];

/** How a condition compares a field with its value. */
export const FILTER_OPS = ["eq", "ne", "in", "gt", "gte", "lt", "lte"] as const;
export type FilterOp = (typeof FILTER_OPS)[number];

const MAX_CONDITIONS = 50;
const MAX_LISTED_VALUES = 1_000;

/** The name of a stream of rows, such as `salesforce:opportunity`. */
export const streamSchema = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9][\w.:/-]*$/, "a stream is letters, digits and . : / - _");

/** The name of a row's field, as its source writes it. */
export const fieldNameSchema = z.string().min(1).max(200);

const scalarSchema = z.union([z.string().max(2_000), z.number(), z.boolean(), z.null()]);

/** One condition; a row counts where all of them hold. Null equals null alone, and is neither less nor greater. */
export const conditionSchema = z.strictObject({
  field: fieldNameSchema,
  op: z.enum(FILTER_OPS),
  /** One value; of `in` a list of them. */
  value: z.union([scalarSchema, z.array(scalarSchema).min(1).max(MAX_LISTED_VALUES)]),
});
export type Condition = z.infer<typeof conditionSchema>;

/** How the rows of a stream make a KPI's values: a closed form, no SQL and no templates. */
export const bindingSchema = z.strictObject({
  stream: streamSchema,
  measure: z.strictObject({
    agg: z.enum(AGGREGATIONS),
    /** What is added up; a count needs none. */
    field: fieldNameSchema.optional(),
    /** The field that names each row's currency (or unit): another one than the KPI's is refused, never added up. */
    unit: z
      .union([
        z.strictObject({ currencyField: fieldNameSchema }),
        z.strictObject({ unitField: fieldNameSchema }),
      ])
      .optional(),
  }),
  time: z.strictObject({
    /** A local date is taken as it stands, an instant falls into the zone's day. */
    field: fieldNameSchema,
    /** IANA zone of instants; absent: the KPI's. */
    timeZone: z.string().optional(),
  }),
  filter: z.array(conditionSchema).max(MAX_CONDITIONS).default([]),
  /** Dimension of the KPI → field that names the row's member. */
  dimensions: z.record(z.string(), fieldNameSchema).default({}),
  /** What a period is whose last row went away: unknown, or a zero, since the rows that went prove it. */
  empty: z.enum(["unknown", "zero-if-proven"]).default("unknown"),
});
export type Binding = z.infer<typeof bindingSchema>;

/** The fields of a stream's rows that a binding uses, each once. */
export function bindingFields({ measure, time, filter, dimensions }: Binding): readonly string[] {
  const unit = measure.unit === undefined ? [] : Object.values(measure.unit);
  const measured = measure.field === undefined ? [] : [measure.field];
  const conditions = filter.map(({ field }) => field);
  return [...new Set([...measured, ...unit, time.field, ...conditions, ...Object.values(dimensions)])];
}

/** The CloudEvents source of the observations that a KPI's binding makes. */
export function foldSource(kpi: string): string {
  return `//milepost/folds/${kpi}`;
}
