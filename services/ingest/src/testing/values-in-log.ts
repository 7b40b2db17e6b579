import { seriesKey } from "@milepost/contracts";
import type { TestLog } from "@milepost/testkit/test-log";
import type { ReadLastValues } from "../runs/last-values.ts";

/** What a source said last, as a log tells it whose events stand in the order of their times; for tests without tables. */
export function valuesIn(test: TestLog): ReadLastValues {
  return async (kpis, source) => {
    const values = new Map<string, string | null>();
    for (const event of await test.events("observations")) {
      if (event.type !== "milepost.observation.recorded.v1" || event.source !== source) continue;
      if (!kpis.includes(event.data.kpi)) continue;
      const { kpi, series, period, kind, value } = event.data;
      values.set(`${kpi}/${seriesKey(series)}/${period}/${kind}`, value);
    }
    return values;
  };
}
