import { CANARY_KPI, seriesKey } from "@milepost/contracts";
import type { EventOfType } from "@milepost/contracts";
import { lineage, recordedAt, row } from "./row.ts";
import type { Placed, Row } from "./row.ts";

const MS_PER_MINUTE = 60_000;
const MINUTES_PER_DAY = 1_440;

/** Whether observations of a KPI are the canary's, which stand apart from people's. */
export function isCanary(kpi: string): boolean {
  return kpi === CANARY_KPI;
}

/**
 * The row of a canary's event, whose value says when it was sent: it takes the place of the one of the same minute a day
 * before. Throws a RangeError when its value is no instant.
 */
export function canaryRows({
  event,
  record,
}: Placed<EventOfType<"milepost.observation.recorded.v1">>): readonly Row[] {
  const { kpi, series, value } = event.data;
  const sentAt = Number(value);
  if (!Number.isSafeInteger(sentAt) || sentAt < 0) throw new RangeError("data.value: no epoch milliseconds");
  return [
    row("canary_rows", {
      minute: Math.floor(sentAt / MS_PER_MINUTE) % MINUTES_PER_DAY,
      kpi,
      series: seriesKey(series),
      source: event.source,
      id: event.id,
      sent_at: new Date(sentAt).toISOString(),
      recorded_at: recordedAt(event),
      ...lineage(record),
    }),
  ];
}
