import { z } from "zod";

/** Fields as ClickHouse's JSON gives them with the store's settings. */
export const text = z.string();
export const maybeText: z.ZodNullable<z.ZodString> = z.string().nullable();
/** A `Decimal` as text, digit for digit; null is unknown. */
export const decimal: z.ZodNullable<z.ZodString> = z.string().nullable();
/** A `Float64`; null is unknown. */
export const figure: z.ZodNullable<z.ZodNumber> = z.number().nullable();
export const count = z.number();
export const maybeCount: z.ZodNullable<z.ZodNumber> = z.number().nullable();
/** ISO 8601 in UTC with milliseconds. */
export const instant = z.string();
export const maybeInstant: z.ZodNullable<z.ZodString> = z.string().nullable();
/** Local date, `YYYY-MM-DD`. */
export const date = z.string();
export const maybeDate: z.ZodNullable<z.ZodString> = z.string().nullable();
export const flag = z.boolean();

/** Where a row comes from: its record in the log. */
export const lineage = { log_topic: text, log_partition: count, log_offset: count } as const;
