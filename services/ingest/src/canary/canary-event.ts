import { CANARY_KPI, CANARY_SOURCE, kpiSchema, seriesKey } from "@milepost/contracts";
import { partitionOf } from "@milepost/event-log/partition-of";
import { emptyPlan } from "@milepost/plan";
import { kpiRulesOf } from "../events/kpi-rules.ts";
import type { KpiRules } from "../events/kpi-rules.ts";

const MS_PER_MINUTE = 60_000;
/** With so many lanes tried, a lane into every partition is found as good as surely, up to a thousand partitions. */
const LANES_PER_PARTITION = 50;

/** What the canary's values are judged by: a KPI that is built in, and that no plan knows. */
export function canaryRules(): KpiRules {
  const definition = kpiSchema.parse({
    name: "Canary",
    unit: "ms",
    behaviour: "stock",
    grain: "day",
    timeZone: "UTC",
    dimensions: ["lane"],
    source: CANARY_SOURCE,
  });
  const defined = { id: CANARY_KPI, definition, version: 1, managedBy: "api" } as const;
  const since = { effectiveFrom: "1970-01-01", recordedAt: "1970-01-01T00:00:00.000Z" };
  return kpiRulesOf({ ...emptyPlan, kpis: new Map([[CANARY_KPI, { ...defined, ...since }]]) });
}

export interface CanaryMoment {
  /** By the machine's clock, in epoch milliseconds: the event's value. */
  readonly sentAt: number;
  /** By the deployment's clock. */
  readonly now: number;
  /** Partitions of `observations`. */
  readonly partitions: number;
}

/** The canary's event of a moment; each minute's goes through the next partition. */
export function canaryEvent({ sentAt, now, partitions }: CanaryMoment): Readonly<Record<string, unknown>> {
  const lane = laneInto(Math.floor(sentAt / MS_PER_MINUTE) % partitions, partitions);
  const time = new Date(now).toISOString();
  return {
    specversion: "1.0",
    id: `canary-${sentAt}`,
    source: CANARY_SOURCE,
    type: "milepost.observation.recorded.v1",
    time,
    actor: "milepost",
    data: {
      kpi: CANARY_KPI,
      series: { lane },
      period: time.slice(0, "2026-11-26".length),
      kind: "actual",
      value: String(sentAt),
      completeness: "partial",
    },
  };
}

/** A lane whose series stands in a partition. */
function laneInto(partition: number, partitions: number): string {
  for (let lane = 0; lane < partitions * LANES_PER_PARTITION; lane += 1) {
    const series = seriesKey({ lane: String(lane) });
    if (partitionOf(`${CANARY_KPI}/${series}`, partitions) === partition) return String(lane);
  }
  return "0";
}
