import { readEvent } from "@milepost/contracts";
import type { Position } from "@milepost/contracts";
import type { EventLog, LogRecord } from "@milepost/event-log";

/** Makes observations visible by inserting them, as the projector does. */
export function createFeeder(
  log: EventLog,
  insert: (lines: readonly string[]) => Promise<void>,
): (position: Position) => Promise<void> {
  const inserted: Record<string, number> = {};
  return async (position) => {
    for (const [place, end] of Object.entries(position)) {
      const [topic, partition] = place.split("/");
      const from = inserted[place] ?? 0;
      if (topic !== "observations" || from >= end) continue;
      for await (const records of log.read({ topic, partition: Number(partition), from, to: end })) {
        await insert(records.flatMap(lineOf));
      }
      inserted[place] = end;
    }
  };
}

function lineOf(record: LogRecord): readonly string[] {
  const read = readEvent(record.value);
  if (!read.ok || read.event.type !== "milepost.observation.recorded.v1") return [];
  const { event } = read;
  const { kpi, period, kind, value, knownAt, judged } = event.data;
  return [
    JSON.stringify({
      kpi,
      kind,
      value,
      series: "",
      grain: judged?.grain,
      period_start: judged?.periodStart,
      period_end: judged?.periodEnd,
      period_ends_at: `${judged?.periodEnd}T23:59:59.000Z`,
      period_label: period,
      source: event.source,
      id: event.id,
      event_type: "recorded",
      kpi_version: 1,
      completeness: "complete",
      time: event.time,
      known_at: knownAt,
      recorded_at: event.recordedtime,
      plan_source: "",
      actor: "test",
      log_topic: record.topic,
      log_partition: record.partition,
      log_offset: record.offset,
    }),
  ];
}
