import { parsePeriod } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { hasDerivedTotal } from "@milepost/scoring";
import type { PeriodValue } from "@milepost/scoring";
import type { Store } from "@milepost/store";
import { knownFigures } from "@milepost/store/queries/known-figures";
import { seriesReading } from "./series.ts";
import { versionsOf } from "./versions-of.ts";

/** What is known of one period of a total, or of one of its members. */
export interface KnownParts {
  readonly actual: number | null;
  readonly planned: number | null;
  /** Parts of the actual; null: none are known. */
  readonly numerator: number | null;
  readonly denominator: number | null;
}

/** The figure of one member of a total; null where one is expected and not known. */
export interface TotalMember extends KnownParts {
  /** Sorted dimension=member list. */
  readonly series: string;
}

/** A total of one period that is made from its members, and those members. */
export interface DerivedTotal extends KnownParts {
  readonly members: readonly TotalMember[];
}

/** Which total is asked for. */
export interface TotalAsked {
  readonly kpi: string;
  readonly series: string;
  /** Period label on the KPI's grain. */
  readonly period: string;
  /** The plan that says how the total is made. */
  readonly plan: PlanState;
  /** Only what could be known at this instant (epoch milliseconds); undefined: all. */
  readonly asOf?: number | undefined;
}

/**
 * The total as pages and assessments make it, with the members that it is made from: those that speak of the period, and those
 * that had a value before and therefore count. Null: it is not derived, or nothing speaks of that period.
 */
export async function readDerivedTotal(
  store: Pick<Store, "query">,
  { kpi, series, period, plan, asOf }: TotalAsked,
): Promise<DerivedTotal | null> {
  const definition = plan.kpis.get(kpi)?.definition;
  if (definition === undefined || series !== "" || !hasDerivedTotal(definition)) return null;
  const from = parsePeriod(period, definition.grain)?.start;
  if (from === undefined) return null;
  const { versions } = versionsOf(plan);
  const question = { kpis: [kpi], from, versions, ...(asOf !== undefined && { asOf }) };
  const rows = await store.query(knownFigures(question));
  const reading = seriesReading(new Map([[kpi, rows]]), plan);
  // Also where only a total was reported, which does not count: the members' total is unknown there.
  const isTold = rows.some(({ labels }) => labels.includes(period));
  if (!isTold) return null;
  const counting = rows.filter(
    ({ series: member, labels, first_period: first }) =>
      member !== "" && (labels.includes(period) || (first !== null && first <= period)),
  );
  // A member that is only planned yet is no part of what is there.
  const isActual = counting.some(({ kind }) => kind === "actual");
  const parts = isActual ? counting.filter(({ kind }) => kind === "actual") : counting;
  const members = [...new Set(parts.map((row) => row.series))].toSorted();
  return {
    ...partsOf(reading.valuesOf(kpi).get(period)),
    members: members.map((member) => ({
      series: member,
      ...partsOf(reading.valuesOf(kpi, member).get(period)),
    })),
  };
}

function partsOf(value: PeriodValue | undefined): KnownParts {
  const { actual = null, planned = null, numerator = null, denominator = null } = value ?? {};
  return { actual, planned, numerator, denominator };
}
