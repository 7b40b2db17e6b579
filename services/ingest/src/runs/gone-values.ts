import type { Connector, RowProblem } from "@milepost/contracts";
import type { LastValues } from "./last-values.ts";

const NAMED_EXAMPLES = 3;

/** The KPIs that a connector feeds whatever stands in its source; where a column names them, they are known by its rows alone. */
export function statedKpis({ kpi, measures }: Connector): readonly string[] {
  return typeof kpi === "string" ? measures.map(({ kpiSuffix }) => `${kpi}${kpiSuffix}`) : [];
}

/** Says that values which a source said before stand in none of its rows now: some row may be missing by mistake. */
export function goneProblem(
  last: LastValues,
  read: ReadonlySet<string>,
  { measures }: Connector,
): RowProblem | undefined {
  const kinds = new Set<string>(measures.map(({ kind }) => kind));
  const gone = [...last]
    .filter(([key, { value }]) => value !== undefined && value !== null && !read.has(key))
    .filter(([key]) => kinds.has(key.slice(key.lastIndexOf("/") + 1)))
    .map(([key]) => key.replace("//", "/"))
    .toSorted();
  if (gone.length === 0) return undefined;
  const named = gone.slice(0, NAMED_EXAMPLES).join(", ");
  const examples = gone.length > NAMED_EXAMPLES ? `${named}, …` : named;
  const message = `values that were read before and stand in no row now that could be taken: ${gone.length} (${examples}); they count until they are retracted`;
  return { line: null, column: null, code: "rows_gone", message };
}
