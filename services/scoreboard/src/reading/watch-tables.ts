import type { Store } from "@milepost/store";
import { readTablesStanding } from "@milepost/store/queries/tables-standing";

/** Tells, each time that it is asked, whether other tables are live than before; it looks at most so often. */
export function watchTables(store: Store, everyMs: number): () => Promise<boolean> {
  let askedAt = Number.NEGATIVE_INFINITY;
  let known = "";
  return async () => {
    if (performance.now() - askedAt < everyMs) return false;
    askedAt = performance.now();
    const { live, settled } = await readTablesStanding(store);
    const before = known;
    known = `${live?.build} ${settled?.build}`;
    return known !== before;
  };
}
