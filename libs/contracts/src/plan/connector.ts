import { z } from "zod";
import { grainSchema } from "../period.ts";
import { idSchema } from "./kpi.ts";

/** One value column of a file and the KPI it feeds. */
export const fileMeasureSchema = z.strictObject({
  column: z.string(),
  kind: z.enum(["actual", "planned", "forecast"]).default("actual"),
  /** Added to the row's KPI id, so that two columns of one row can feed two KPIs. */
  kpiSuffix: z.string().default(""),
});

/** When a connector runs by itself: every so often, or at the times of a cron pattern; neither: on demand only. */
const scheduleFields = {
  every: z.iso.duration().optional(),
  /** Five fields: minute, hour, day of month, month, day of week. */
  cron: z.string().optional(),
  /** IANA zone of the cron pattern; absent: the default calendar's. */
  timeZone: z.string().optional(),
};

/** A CSV or JSON Lines file, one row per KPI (or series) and period. */
export const fileConnectorSchema = z.strictObject({
  kind: z.literal("file"),
  /** Relative to the plan file's folder. */
  path: z.string().min(1),
  format: z.enum(["csv", "jsonl"]).default("csv"),
  /** Either one KPI for the whole file, or a column that names it (through `map`, where ids differ). */
  kpi: z.union([
    idSchema,
    z.strictObject({ column: z.string(), map: z.record(z.string(), idSchema).optional() }),
  ]),
  /** Column → dimension, for KPIs that have dimensions. */
  dimensions: z.record(z.string(), z.string()).default({}),
  /** A row that names no member is the total; otherwise it is a problem: a merged cell of a sheet looks the same. */
  blankIsTotal: z.boolean().optional(),
  period: z.strictObject({ column: z.string(), grain: grainSchema }),
  measures: z.array(fileMeasureSchema).min(1),
  decimalSeparator: z.enum([".", ","]).default("."),
  /**
   * `period-end`: a row is published when its period is over (plus the KPI's publication lag); rows of later
   * periods wait, but for those that begin more than a quarter of a year ahead, which are problems. `read`: a row is known
   * when it is read.
   */
  knownAt: z.enum(["period-end", "read"]).default("read"),
  ...scheduleFields,
});
export type FileConnector = z.infer<typeof fileConnectorSchema>;

export const connectorSchema = z.discriminatedUnion("kind", [fileConnectorSchema]);
export type Connector = z.infer<typeof connectorSchema>;

/** The CloudEvents source of a connector's observations. */
export function connectorSource(connector: string): string {
  return `//milepost/connectors/${connector}`;
}
