import type { Connector, ObservationKind } from "@milepost/contracts";
import type { PlanShape } from "../read-shape.ts";
import type { Finding } from "./finding.ts";
import { unknownReference } from "./finding.ts";

/** KPIs that a connector feeds and that do not exist, are of another grain or have other dimensions. */
export function connectorFindings(shape: PlanShape): readonly Finding[] {
  return Object.entries(shape.plan.connectors).flatMap(([id, connector]) => [
    ...fedKpis(id, connector).flatMap(({ kpi, path }) => [
      ...unknownReference(shape, "kpis", { id: kpi, path }),
      ...grainFindings(shape, connector, { kpi, path }),
    ]),
    ...dimensionFindings(shape, id, connector),
  ]);
}

/** A KPI that a connector feeds, and where the plan says so. */
export interface Fed {
  readonly kpi: string;
  readonly kinds: readonly ObservationKind[];
  readonly path: Finding["path"];
}

/** Every KPI that the connector names, with the suffixes of its measures; those that a column names are known by its file alone. */
export function fedKpis(id: string, { kpi, measures }: Connector): readonly Fed[] {
  const path = ["connectors", id, "kpi"];
  const named: readonly Pick<Fed, "kpi" | "path">[] =
    typeof kpi === "string"
      ? [{ kpi, path }]
      : Object.entries(kpi.map ?? {}).map(([key, value]) => ({ kpi: value, path: [...path, "map", key] }));
  const bySuffix = [...Map.groupBy(measures, ({ kpiSuffix }) => kpiSuffix)];
  return named.flatMap((fed) =>
    bySuffix.map(([suffix, alike]) => ({
      kpi: fed.kpi + suffix,
      kinds: alike.map(({ kind }) => kind),
      path: fed.path,
    })),
  );
}

function grainFindings(
  { plan }: PlanShape,
  { period }: Connector,
  { kpi, path }: Pick<Fed, "kpi" | "path">,
): readonly Finding[] {
  const grain = Object.hasOwn(plan.kpis, kpi) ? plan.kpis[kpi]?.grain : undefined;
  if (grain === undefined || grain === period.grain) return [];
  const message = `the file's periods are of grain ${period.grain}, KPI "${kpi}" of grain ${grain}`;
  return [{ path, code: "grain_mismatch", message, fix: "give both the same grain" }];
}

function dimensionFindings({ plan }: PlanShape, id: string, connector: Connector): readonly Finding[] {
  const fed = [...new Set(fedKpis(id, connector).map(({ kpi }) => kpi))];
  return Object.entries(connector.dimensions).flatMap(([column, dimension]) =>
    fed
      .filter((kpi) => Object.hasOwn(plan.kpis, kpi) && !plan.kpis[kpi]?.dimensions.includes(dimension))
      .slice(0, 1)
      .map((kpi) => ({
        path: ["connectors", id, "dimensions", column],
        code: "unknown_dimension",
        message: `KPI "${kpi}" has no dimension "${dimension}"`,
        fix: "declare it among the KPI's dimensions, or remove the column",
      })),
  );
}
