import type { RowProblem } from "@milepost/contracts";
import { connectorSource, foldSource } from "@milepost/contracts";

/** Counts values that do not count, because their series have another source. */
export interface KeptApart {
  add(kpi: string, seriesSource: string): void;
  /** One problem a KPI and source. */
  problems(): readonly RowProblem[];
}

/** Opens a count for a run of one connector. */
export function openKeptApart(connector: string): KeptApart {
  const counts = new Map<string, { readonly kpi: string; readonly source: string; values: number }>();
  return {
    add: (kpi, source) => {
      const key = `${kpi} ${source}`;
      const count = counts.get(key) ?? { kpi, source, values: 0 };
      count.values += 1;
      counts.set(key, count);
    },
    problems: () =>
      [...counts.values()].map(({ kpi, source, values }) => {
        const apart = `${values} ${values === 1 ? "value" : "values"} of "${kpi}" from this connector ${values === 1 ? "does" : "do"} not count and ${values === 1 ? "is" : "are"} kept apart`;
        const message = `${apart}: ${reasonAndFix(kpi, source, connectorSource(connector))}`;
        return { line: null, column: null, code: "not_the_source", message };
      }),
  };
}

function reasonAndFix(kpi: string, source: string, own: string): string {
  if (source === foldSource(kpi)) {
    return "the KPI's binding makes its values from rows; take the binding out of the plan, or the KPI out of the connector";
  }
  return `its source is ${source}; if it is to be this connector, write source: ${own} at the KPI in the plan, apply it and run this again, else take the KPI out of the connector`;
}
