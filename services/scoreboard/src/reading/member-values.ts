import type { PlanState } from "@milepost/plan";
import { changedVersions } from "@milepost/plan";
import { hasDerivedTotal, totalValues } from "@milepost/scoring";
import type { TotalValue } from "@milepost/scoring";
import { currentObservations } from "@milepost/store/queries/current-observations";
import type { ObservationRow } from "@milepost/store/queries/current-observations";
import type { Moment } from "./readings.ts";
import type { RememberedReads } from "./remembered-reads.ts";

/** The derived totals by KPI and period label. */
export type TotalsReading = ReturnType<typeof totalValues>;

const KINDS = ["actual", "planned"] as const;
const NOTHING: readonly ObservationRow[] = [];

/** The current values, with their parts, of the members from which totals are derived; of some KPIs, or of all. */
export async function readMembers(
  reads: RememberedReads,
  plan: PlanState,
  { instant, among }: { readonly instant: Moment["instant"]; readonly among?: readonly string[] },
): Promise<readonly ObservationRow[]> {
  const derived = [...plan.kpis.values()].filter(({ definition }) => hasDerivedTotal(definition));
  const kpis = derived.map(({ id }) => id).filter((id) => among === undefined || among.includes(id));
  if (kpis.length === 0) return NOTHING;
  const query = currentObservations({ kpis, asOf: instant, kinds: KINDS, versions: changedVersions(plan) });
  return reads.query(query, ["observations"], { kpis, kinds: KINDS });
}

/** Derives the totals of the KPIs whose members were read. */
export function totalsOf(members: readonly ObservationRow[], plan: PlanState): TotalsReading {
  const figures = members.map((row) => ({
    ...row,
    period: row.period_label,
    value: numberOf(row.value),
    numerator: numberOf(row.numerator),
    denominator: numberOf(row.denominator),
    knownAt: Date.parse(row.known_at),
  }));
  return totalValues(figures, (kpi) => plan.kpis.get(kpi)?.definition);
}

/** Last period in which a total is known; null: there never was one. */
export function lastKnownTotal(total: ReadonlyMap<string, TotalValue>): string | null {
  return [...total].reduce<string | null>(
    (last, [period, { actual }]) => (actual !== null && period > (last ?? "") ? period : last),
    null,
  );
}

function numberOf(text: string | null): number | null {
  return text === null ? null : Number(text);
}
