import { seriesKey } from "@milepost/contracts";
import type { EventOfType, MilepostEvent } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import type { LastKnown, ReadFedKpis, ReadLastValues, Said } from "../runs/last-values.ts";

type Recorded = EventOfType<"milepost.observation.recorded.v1">;

/**
 * What a source said last and what counts, as a log tells it whose events stand in the order of their times; for tests
 * without tables. Of one id the first record counts, as there.
 */
export function valuesInLog(log: EventLog): ReadLastValues {
  return async (kpis, source) => {
    const values = new Map<string, LastKnown>();
    const firstSources = new Map<string, string>();
    const seen = new Set<string>();
    for (const event of await recordedIn(log)) {
      const { kpi, series, period, kind, value } = event.data;
      const seriesPlace = `${kpi}/${seriesKey(series)}`;
      const named = event.data.judged?.seriesSource ?? "";
      if (!firstSources.has(seriesPlace) && ["", event.source].includes(named)) {
        firstSources.set(seriesPlace, event.source);
      }
      const firstSource = firstSources.get(seriesPlace) ?? "";
      const identity = `${event.source} ${event.id}`;
      if (!kpis.includes(kpi) || seen.has(identity)) continue;
      seen.add(identity);
      const isComplete = event.data.completeness === "complete";
      const said: Said = { time: Date.parse(event.time), value, isComplete };
      const key = `${seriesPlace}/${period}/${kind}`;
      const before = values.get(key) ?? NOTHING;
      const counting =
        event.source === (named || firstSource) ? { ...said, source: event.source } : undefined;
      const known = { ...before, firstSource, counting: counting ?? before.counting };
      if (event.source !== source) {
        values.set(key, known);
        continue;
      }
      const hasChanged = before.hasChanged || (before.said !== undefined && before.said.value !== value);
      values.set(key, { ...known, id: event.id, said, hasChanged });
    }
    return values;
  };
}

/** The KPIs that a source ever fed, as a log tells them. */
export function kpisInLog(log: EventLog): ReadFedKpis {
  return async (source) => [
    ...new Set(
      (await recordedIn(log)).filter((event) => event.source === source).map(({ data }) => data.kpi),
    ),
  ];
}

const NOTHING: LastKnown = {
  firstSource: "",
  id: undefined,
  said: undefined,
  hasChanged: false,
  counting: undefined,
};

async function recordedIn(log: EventLog): Promise<readonly Recorded[]> {
  const recorded: Recorded[] = [];
  for (const [place, to] of Object.entries(await log.end(["observations"]))) {
    const partition = Number(place.split("/")[1]);
    for await (const records of log.read({ topic: "observations", partition, from: 0, to })) {
      for (const { value: stored } of records) {
        const event = stored as MilepostEvent;
        if (event.type === "milepost.observation.recorded.v1") recorded.push(event);
      }
    }
  }
  return recorded;
}
