import type { Position } from "@milepost/contracts";
import { countingVersions } from "@milepost/plan";
import type { Store } from "@milepost/store";
import { seriesLists } from "@milepost/store/queries/series-lists";
import type { PlanAt } from "./deployment.ts";
import { inputsOf, observationsOf } from "./places.ts";
import type { Reading } from "./series-reading.ts";
import { growingReading } from "./series-reading.ts";

/** KPIs of one question: an answer is parsed in one go, and pages and pushes have to be answered in between. */
const KPIS_AT_ONCE = 200;
/** Where goals look at no more KPIs than this, all of a moment's jobs share one reading of all of them. */
const SHARED_KPIS = 1_000;
/** Shared readings that are kept. */
const MAX_SHARED = 2;

/** Which values are read. */
export interface ValuesWanted {
  readonly kpis: ReadonlySet<string>;
  /** Epoch milliseconds. */
  readonly asOf: number;
  /** Only what stands below. */
  readonly position: Position;
  /** The plan at the position. */
  readonly planAt: PlanAt;
}

/** Builds what reads all values of some KPIs that could be known at an instant, below a position. */
export function createValueReader(store: Store): (wanted: ValuesWanted) => Promise<Reading> {
  const shared = new Map<string, Promise<Reading>>();
  let last: Promise<unknown> = Promise.resolve();
  // One after the other: the jobs of sixteen buckets at once would keep pages waiting for the tables.
  const inTurn = (wanted: ValuesWanted): Promise<Reading> => {
    const reading = last.then(() => readValues(store, wanted));
    // Only the end is waited for: its values may go.
    last = reading.then(
      () => undefined,
      () => undefined,
    );
    return reading;
  };
  return (wanted) => {
    const { asOf, position, planAt } = wanted;
    if (planAt.lookedAt.size > SHARED_KPIS || wanted.kpis.size > SHARED_KPIS) return inTurn(wanted);
    const inputs = Object.entries(inputsOf(position)).toSorted(([left], [right]) => (left < right ? -1 : 1));
    const key = JSON.stringify([asOf, inputs]);
    const known = shared.get(key);
    if (known !== undefined) return known;
    const reading = inTurn({ ...wanted, kpis: planAt.lookedAt });
    reading.catch(() => shared.delete(key));
    shared.set(key, reading);
    const oldest = shared.keys().next().value;
    if (shared.size > MAX_SHARED && oldest !== undefined) shared.delete(oldest);
    return reading;
  };
}

async function readValues(store: Store, wanted: ValuesWanted): Promise<Reading> {
  const { kpis, asOf } = wanted;
  const { plan } = wanted.planAt;
  const position = observationsOf(wanted.position);
  const all = [...kpis].toSorted();
  const reading = growingReading((kpi) => plan.kpis.get(kpi)?.definition);
  for (let from = 0; from < all.length; from += KPIS_AT_ONCE) {
    const some = all.slice(from, from + KPIS_AT_ONCE);
    const versions = countingVersions(plan, some);
    reading.add(await store.query(seriesLists({ kpis: some, asOf, position, versions })));
  }
  return reading;
}
