import { seriesKey } from "@milepost/contracts";
import type { TestLog } from "@milepost/testkit/test-log";
import type { ReadCurrentValues } from "../runs/current-values.ts";

/** The current values as a log of one source tells them: a period's newest reading; for tests without tables. */
export function valuesIn(test: TestLog): ReadCurrentValues {
  return async (kpis) => {
    const values = new Map<string, string | null>();
    for (const event of await test.events("observations")) {
      if (event.type !== "milepost.observation.recorded.v1" || !kpis.includes(event.data.kpi)) continue;
      const { kpi, series, period, kind, value } = event.data;
      values.set(`${kpi}/${seriesKey(series)}/${period}/${kind}`, value);
    }
    return values;
  };
}
