import { plainDecimal } from "@milepost/contracts";
import { countingVersions } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import type { Store } from "@milepost/store";
import { fedKpis } from "@milepost/store/queries/fed-kpis";
import { lastReadings } from "@milepost/store/queries/last-readings";
import type { LastReadingRow } from "@milepost/store/queries/last-readings";
import type { LastKnown, ReadFedKpis, ReadLastValues, Said } from "./last-values.ts";

/** Looks up in the tables what sources said. */
export function storedSayings(
  store: Store,
  plan: { state(): PlanState },
): { readonly readLastValues: ReadLastValues; readonly readFedKpis: ReadFedKpis } {
  return {
    readLastValues: lastValuesIn(store, plan),
    readFedKpis: async (source) => (await store.query(fedKpis(source))).map(({ kpi }) => kpi),
  };
}

function lastValuesIn(store: Store, plan: { state(): PlanState }): ReadLastValues {
  return async (kpis, source) => {
    // What was said by a definition of another meaning, in another unit, has not been said yet.
    const versions = countingVersions(plan.state(), kpis);
    const rows = await store.query(lastReadings({ kpis, source, versions, meanings: plan.state().meanings }));
    return new Map(
      rows.map((row) => [`${row.kpi}/${row.series}/${row.period_label}/${row.kind}`, knownOf(row)]),
    );
  };
}

function knownOf(row: LastReadingRow): LastKnown {
  const said = saidOf(row.said_at, row.value, row.completeness);
  const counting = saidOf(row.counting_at, row.counting_value, row.counting_completeness);
  return {
    firstSource: row.first_source,
    id: row.id === "" ? undefined : row.id,
    said: row.is_said ? said : undefined,
    hasChanged: row.has_changed,
    counting: row.counting_source === "" ? undefined : { ...counting, source: row.counting_source },
  };
}

function saidOf(at: string, value: string | null, completeness: string): Said {
  return {
    time: Date.parse(at),
    value: value === null ? null : plainDecimal(value),
    isComplete: completeness === "complete",
  };
}
