import type { EventLog, NewRecord } from "@milepost/event-log";
import { inSpan } from "@milepost/runtime";
import type { Telemetry } from "@milepost/runtime";

/** The same log, with spans; events that are appended inside a trace carry it on (`traceparent`). */
export function withLogTelemetry(log: EventLog, telemetry: Telemetry): EventLog {
  if (!telemetry.isOn) return log;
  return {
    ...log,
    append: (records) => {
      const attributes = { "messaging.batch.message_count": records.length };
      return inSpan(telemetry, { name: "log append", kind: "producer", attributes }, () => {
        const traceparent = telemetry.traceparent();
        return log.append(
          traceparent === undefined ? records : records.map((one) => stamped(one, traceparent)),
        );
      });
    },
    consume: (options) => {
      const { group } = options;
      return log.consume({
        ...options,
        onBatch: (batch) => {
          const attributes = {
            "messaging.consumer.group.name": group,
            "messaging.batch.message_count": batch.length,
          };
          return inSpan(telemetry, { name: `log batch ${group}`, kind: "consumer", attributes }, () =>
            options.onBatch(batch),
          );
        },
      });
    },
  };
}

/** Whoever made the event may have said already which trace it belongs to. */
function stamped(record: NewRecord, traceparent: string): NewRecord {
  if (record.event.traceparent !== undefined) return record;
  // It comes last: readers who know an observation by its text expect it there.
  return { ...record, event: { ...record.event, traceparent } };
}
