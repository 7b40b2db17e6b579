import type { Examples } from "./envelope.ts";
import { exampleEnvelope } from "./envelope.ts";

const judged = {
  rules: "1",
  kpiVersion: 1,
  grain: "month",
  periodStart: "2026-09-01",
  periodEnd: "2026-09-30",
  periodEndsAt: "2026-09-30T22:00:00.000Z",
  seriesSource: "//acme/erp",
} as const;

const identity = {
  kpi: "on-time-delivery",
  series: { plant: "ulm" },
  period: "2026-09",
  kind: "actual",
  knownAt: "2026-10-03T06:00:00.000Z",
  judged,
} as const;

const connector = { source: "//acme/erp", actor: "connector:erp" } as const;

/** Examples of the observations topic. */
export const OBSERVATION_EXAMPLES: Examples<"observationRecorded" | "observationRetracted"> = {
  observationRecorded: {
    ...exampleEnvelope("01JF3Q8Z7C4T", "on-time-delivery/plant=ulm"),
    ...connector,
    type: "milepost.observation.recorded.v1",
    data: {
      ...identity,
      value: "0.914",
      numerator: "914",
      denominator: "1000",
      unit: "ratio",
      completeness: "complete",
    },
  },
  observationRetracted: {
    ...exampleEnvelope("01JF3Q8Z7C4U", "on-time-delivery/plant=ulm"),
    ...connector,
    type: "milepost.observation.retracted.v1",
    data: { ...identity, reason: "the month was booked twice" },
  },
};
