import { connectorSource, foldSource } from "@milepost/contracts";
import type { Connector, Kpi, PlanFile } from "@milepost/contracts";
import { fedKpis } from "../checks/connectors.ts";
import type { Fed } from "../checks/connectors.ts";
import type { LintFinding } from "./lints-of.ts";

/** Connectors whose values of a KPI count nowhere, because its series have another source. */
export function keptApartLints({ connectors, kpis }: PlanFile): readonly LintFinding[] {
  const fed = Object.entries(connectors).flatMap(([id, connector]) =>
    fedKpis(id, connector).map((one): Feeds => ({ ...one, id, connector })),
  );
  return [...Map.groupBy(fed, ({ kpi }) => kpi)].flatMap(([id, feeds]) => {
    const kpi = Object.hasOwn(kpis, id) ? kpis[id] : undefined;
    if (kpi === undefined) return [];
    return [...foreignLints(kpi, feeds), ...rivalLints(kpi, feeds)];
  });
}

interface Feeds extends Fed {
  readonly id: string;
  readonly connector: Connector;
}

function foreignLints({ source, binding }: Kpi, feeds: readonly Feeds[]): readonly LintFinding[] {
  return feeds.flatMap(({ id, kpi, kinds, path }) => {
    const isBound = binding !== undefined && kinds.includes("actual");
    const named = isBound ? foldSource(kpi) : source;
    if (named === undefined || named === connectorSource(id)) return [];
    const whose = isBound ? "the rows of its binding" : `its source ${named}`;
    const message = `connector "${id}" feeds KPI "${kpi}", and only the values of ${whose} count: the connector's are kept apart`;
    const fix = isBound
      ? "take the KPI out of the connector, or the binding out of the KPI"
      : `take the KPI out of the connector, or write source: ${connectorSource(id)} at the KPI`;
    return [{ severity: "warning" as const, path, code: "not_the_source", message, fix }];
  });
}

/** Of connectors whose files name members, each may feed series of its own; the others all feed the total. */
function rivalLints({ source, binding }: Kpi, feeds: readonly Feeds[]): readonly LintFinding[] {
  if (source !== undefined || binding !== undefined) return [];
  const ofTotal = feeds.filter(({ connector }) => Object.keys(connector.dimensions).length === 0);
  const [first, ...others] = [...new Map(ofTotal.map((one) => [one.id, one])).values()];
  const last = others.at(-1);
  if (first === undefined || last === undefined) return [];
  const ids = [first, ...others.slice(0, -1)].map(({ id }) => `"${id}"`).join(", ");
  const message = `KPI "${first.kpi}" is fed by ${ids} and "${last.id}": only the values of the one that reported first count, any other's are kept apart`;
  const fix = `name the one that counts at the KPI, such as source: ${connectorSource(last.id)}, and take the KPI out of the others`;
  return [{ severity: "warning", path: last.path, code: "several_sources", message, fix }];
}
