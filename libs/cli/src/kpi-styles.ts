import type { ApiClient } from "./api-client.ts";
import type { FigureStyle } from "./table.ts";
import { SHARE_STYLE } from "./table.ts";

/** How each KPI's figures are written, by KPI id. */
export async function kpiStyles(api: ApiClient): Promise<ReadonlyMap<string, FigureStyle>> {
  const kpis = (await api.list("/v1/kpis", { limit: "1000" })) as unknown as readonly Kpi[];
  return new Map(kpis.map(({ kpi, unit, currency, decimals }) => [kpi, { unit, currency, decimals }]));
}

/** How a goal's figures are written: of `control` they are shares of periods, whatever its KPI is measured in. */
export function styleOfGoal(
  { kpi, evaluation }: { readonly kpi: string; readonly evaluation: string },
  styles: ReadonlyMap<string, FigureStyle>,
): FigureStyle | undefined {
  return evaluation === "control" ? SHARE_STYLE : styles.get(kpi);
}

interface Kpi extends Required<FigureStyle> {
  readonly kpi: string;
}
