import { addDuration } from "@milepost/contracts";
import type { Connector, RowProblem } from "@milepost/contracts";
import type { JudgeContext } from "../events/observation-problems.ts";
import { standingValue } from "./last-said.ts";
import type { LastValues } from "./last-values.ts";

const NAMED_EXAMPLES = 3;

/** The KPIs that a connector feeds whatever stands in its source; undefined: a column names them, so they are known by rows alone. */
export function statedKpis({ kpi, measures }: Connector): readonly string[] | undefined {
  const named = typeof kpi === "string" ? [kpi] : kpi.map === undefined ? undefined : Object.values(kpi.map);
  return named?.flatMap((id) => measures.map(({ kpiSuffix }) => `${id}${kpiSuffix}`));
}

export interface GoneFrom {
  readonly source: string;
  readonly definition: Connector;
  readonly context: JudgeContext;
}

/** Says that values which a source said before stand in none of its rows now: some row may be missing by mistake. */
export function goneProblem(
  last: LastValues,
  read: ReadonlySet<string>,
  from: GoneFrom,
): RowProblem | undefined {
  const gone = [...last]
    .filter(([key, known]) => !read.has(key) && standingValue(known, from.source) !== undefined)
    .filter(([key]) => isMissed(key, from))
    .map(([key]) => key.replace("//", "/"))
    .toSorted();
  if (gone.length === 0) return undefined;
  const named = gone.slice(0, NAMED_EXAMPLES).join(", ");
  const examples = gone.length > NAMED_EXAMPLES ? `${named}, …` : named;
  const message = `values that were read before and stand in no row now that could be taken: ${gone.length} (${examples}); they count until they are retracted`;
  return { line: null, column: null, code: "rows_gone", message };
}

/** Whether a row of the value would be read: some measure reads its kind for its KPI, and its period does not wait. */
function isMissed(key: string, { definition, context }: GoneFrom): boolean {
  const parts = key.split("/");
  const [id, period, kind] = [parts[0] ?? "", parts.at(-2) ?? "", parts.at(-1) ?? ""];
  const kpi = context.kpis.find(id);
  if (kpi === undefined) return false;
  if (!definition.measures.some((one) => one.kind === kind && id.endsWith(one.kpiSuffix))) return false;
  if (definition.knownAt === "read" || kind !== "actual") return true;
  const endsAt = kpi.period(period)?.endsAtText;
  if (endsAt === undefined) return true;
  return addDuration(Date.parse(endsAt), kpi.definition.publicationLag, kpi.timeZone) <= context.now;
}
