import type { Kpi } from "@milepost/contracts";
import { MEANING, countingVersions, versionsThatCount } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import { explainObservation } from "@milepost/store/explain-observation";
import type { ExplainedEventRow } from "@milepost/store/explain-observation";
import type { BoardParts } from "./board.ts";
import { isKeptTotal } from "./kept-total.ts";

/** One log record that speaks of a number, and whether it speaks of what the KPI means at the moment. */
export interface ExplainedEvent extends ExplainedEventRow {
  /** What its definition said otherwise, such as `currency EUR`: it is no value of this one; null: it means the same. */
  readonly other_meaning: string | null;
}

/** Which number is explained. */
export interface NumberWanted {
  readonly kpi: string;
  readonly series: string;
  readonly period: string;
  /** The plan at the moment. */
  readonly plan: PlanState;
  /** Epoch milliseconds; absent: all that is known. */
  readonly asOf?: number | undefined;
}

/** The log records behind a number by what could be known at a moment; those count that mean what the KPI meant then. */
export async function readExplanation(
  { store, plan: plans }: Pick<BoardParts, "store" | "plan">,
  { plan, ...wanted }: NumberWanted,
): Promise<readonly ExplainedEvent[]> {
  const { kpi } = wanted;
  const events = await explainObservation(store, { ...wanted, versions: countingVersions(plan, [kpi]) });
  const counting = new Set(versionsThatCount(plan, kpi));
  const definition = plan.kpis.get(kpi)?.definition;
  const definitions = plans.definitionsOf("kpi", kpi);
  return events.map((said) => {
    const { kpi_version: version } = said;
    const isKept = isKeptTotal(plan, { kpi, series: wanted.series, kind: said.kind });
    const event = isKept ? { ...said, is_current: false } : said;
    if (counting.has(version)) return { ...event, other_meaning: null };
    const judgedBy = definitions.findLast(({ data }) => data.kpiVersion === version)?.data.definition;
    return { ...event, other_meaning: difference(judgedBy, definition) ?? `version ${version}` };
  });
}

function difference(was: Kpi | undefined, is: Kpi | undefined): string | undefined {
  if (was === undefined || is === undefined) return undefined;
  const other = MEANING.filter((field) => was[field] !== is[field]);
  return other.map((field) => `${field} ${was[field] ?? "unknown"}`).join(", ");
}
