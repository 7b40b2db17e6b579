import { randomUUID } from "node:crypto";

/** What a test says of an observation; everything else is filled in. */
export interface ObservationFields {
  /** Differences in the envelope. */
  readonly event?: Readonly<Record<string, unknown>>;
  /** Differences in the data. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A complete `observation.recorded` event as a client would post it, of KPI `revenue` for September 2026. */
export function observationEvent(fields: ObservationFields = {}): Record<string, unknown> {
  return {
    specversion: "1.0",
    id: randomUUID(),
    source: "//test/erp",
    type: "milepost.observation.recorded.v1",
    time: "2026-10-01T06:00:00Z",
    ...fields.event,
    data: { kpi: "revenue", period: "2026-09", kind: "actual", value: "12.5", ...fields.data },
  };
}
