import type { Position } from "@milepost/contracts";
import { countingVersions } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import type { Store } from "@milepost/store";
import { valueSources } from "@milepost/store/queries/value-sources";
import type { ValueSourcesRow } from "@milepost/store/queries/value-sources";
import { observationsOf } from "./places.ts";

/** KPIs of one question. */
const KPIS_AT_ONCE = 200;

/** Which values' sources are read. */
export interface SourcesWanted {
  readonly kpis: readonly string[];
  readonly periods: readonly string[];
  /** Epoch milliseconds. */
  readonly asOf: number;
  readonly position: Position;
}

/** Where some values that count under a plan come from, whatever their number in a few questions. */
export async function readSources(
  store: Store,
  wanted: SourcesWanted,
  plan: PlanState,
): Promise<readonly ValueSourcesRow[]> {
  const position = observationsOf(wanted.position);
  const kpis = [...new Set(wanted.kpis)].toSorted();
  const periods = [...new Set(wanted.periods)].toSorted();
  const rows: ValueSourcesRow[] = [];
  for (let from = 0; from < kpis.length; from += KPIS_AT_ONCE) {
    const some = kpis.slice(from, from + KPIS_AT_ONCE);
    const versions = countingVersions(plan, some);
    rows.push(...(await store.query(valueSources({ ...wanted, kpis: some, periods, position, versions }))));
  }
  return rows;
}
