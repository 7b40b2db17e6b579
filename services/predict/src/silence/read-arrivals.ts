import type { Position } from "@milepost/contracts";
import type { Store } from "@milepost/store";
import { newestArrivals } from "@milepost/store/queries/newest-arrivals";
import type { NewestArrivalRow } from "@milepost/store/queries/newest-arrivals";

/** KPIs of one question, as for values: pages have to be answered in between. */
const KPIS_AT_ONCE = 200;

/** Reads when something last arrived in each series of some KPIs, below a position. */
export async function readArrivals(
  store: Store,
  kpis: ReadonlySet<string>,
  position: Position,
): Promise<readonly NewestArrivalRow[]> {
  const all = [...kpis].toSorted();
  const rows: NewestArrivalRow[] = [];
  for (let from = 0; from < all.length; from += KPIS_AT_ONCE) {
    const some = all.slice(from, from + KPIS_AT_ONCE);
    rows.push(...(await store.query(newestArrivals({ kpis: some, position }))));
  }
  return rows;
}
