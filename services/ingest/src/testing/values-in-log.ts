import { seriesKey } from "@milepost/contracts";
import type { MilepostEvent } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import type { LastSaid, ReadLastValues } from "../runs/last-values.ts";

/**
 * What a source said last, as a log tells it whose events stand in the order of their times; for tests without tables. Of one
 * id the first record counts, as there.
 */
export function valuesInLog(log: EventLog): ReadLastValues {
  return async (kpis, source) => {
    const values = new Map<string, LastSaid>();
    const seen = new Set<string>();
    for (const [place, to] of Object.entries(await log.end(["observations"]))) {
      const partition = Number(place.split("/")[1]);
      for await (const records of log.read({ topic: "observations", partition, from: 0, to })) {
        for (const { value: stored } of records) {
          const event = stored as MilepostEvent;
          if (event.type !== "milepost.observation.recorded.v1" || event.source !== source) continue;
          if (!kpis.includes(event.data.kpi) || seen.has(event.id)) continue;
          seen.add(event.id);
          const { kpi, series, period, kind, value } = event.data;
          const key = `${kpi}/${seriesKey(series)}/${period}/${kind}`;
          const before = values.get(key);
          const hasChanged = before !== undefined && (before.hasChanged || before.value !== value);
          values.set(key, { id: event.id, time: Date.parse(event.time), value, hasChanged });
        }
      }
    }
    return values;
  };
}
