import type { ObservationKind } from "@milepost/contracts";
import { currentReadings, judgeEvents } from "@milepost/store/judge-events";
import type { JudgedEvent } from "@milepost/store/judge-events";
import { isCounting } from "@milepost/store/queries/counting-versions";
import type { CountingVersions } from "@milepost/store/queries/counting-versions";
import { observationEvents } from "@milepost/store/queries/observation-events";
import type { RememberedReads } from "./remembered-reads.ts";

/** Which readings of some KPIs are wanted; what is absent is not restricted. */
export interface ReadingsWanted {
  readonly kpis: readonly string[];
  /** Only what could be known at this instant (epoch milliseconds). */
  readonly asOf?: number | undefined;
  /** Only what had been recorded at this instant (epoch milliseconds). */
  readonly recordedAsOf?: number | undefined;
  /** First and last local date on which a wanted period may begin. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly kind?: ObservationKind | undefined;
  /** Leaves out what was judged by definitions of another meaning. */
  readonly versions?: CountingVersions;
}

/** A reading that counts for its period, and how many of the period there are. */
export type CurrentReading = JudgedEvent & { readonly version: number };

/** The accepted readings of some KPIs, series by series in the log's order. */
export async function readAccepted(
  reads: RememberedReads,
  wanted: ReadingsWanted,
): Promise<readonly JudgedEvent[]> {
  const { kpis, recordedAsOf } = wanted;
  // Not restricted to the moment: every moment of a KPI is answered from the same events.
  const events = await reads.query(observationEvents({ kpis }), ["observations"], { kpis });
  const recorded = recordedAsOf === undefined ? undefined : new Date(recordedAsOf).toISOString();
  const there = recorded === undefined ? events : events.filter((one) => one.recorded_at <= recorded);
  const isWanted = wantedBy(wanted);
  return judgeEvents(there).filter((event) => event.standing === "accepted" && isWanted(event));
}

function wantedBy({ asOf, from, to, kind, versions }: ReadingsWanted): (event: JudgedEvent) => boolean {
  const known = asOf === undefined ? undefined : new Date(asOf).toISOString();
  return (event) =>
    (known === undefined || event.known_at <= known) &&
    (from === undefined || event.period_start >= from) &&
    (to === undefined || event.period_start <= to) &&
    (kind === undefined || event.kind === kind) &&
    (versions === undefined || isCounting(versions, event));
}

/** The readings that count, ordered by KPI, series, kind and period. */
export function currentOf(accepted: readonly JudgedEvent[]): readonly CurrentReading[] {
  const ordered = (one: CurrentReading): readonly string[] => [
    one.kpi,
    one.series,
    one.kind,
    one.grain,
    one.period_start,
  ];
  return currentReadings(accepted).toSorted((left, right) => inOrder(ordered(left), ordered(right)));
}

function inOrder(left: readonly string[], right: readonly string[]): number {
  for (const [index, text] of left.entries()) {
    const other = right[index] ?? "";
    if (text !== other) return text < other ? -1 : 1;
  }
  return 0;
}
