import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { kpiFreshness } from "@milepost/store/queries/kpi-freshness";
import type { KpiFreshnessRow } from "@milepost/store/queries/kpi-freshness";
import { z } from "zod";
import type { BoardParts } from "../reading/board.ts";
import { listSchema, pageOf, pagingFields } from "./paging.ts";

const kpiItem = z
  .object({
    kpi: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    unit: z.string(),
    decimals: z.int(),
    direction: z.string().nullable(),
    behaviour: z.string(),
    grain: z.string(),
    category: z.string().nullable(),
    belongs_to: z.string().nullable(),
    data_owner: z.string().nullable(),
    /** The KPI whose year-to-date figure this one publishes. */
    running_of: z.string().nullable(),
    kpi_version: z.int(),
    effective_from: z.string(),
    /** Last period with an actual of the total; null: there never was one. */
    last_period: z.string().nullable(),
    last_known_at: z.string().nullable(),
  })
  .meta({ id: "Kpi" });

const schema = {
  summary: "KPIs as they are defined now, with their last period",
  querystring: z.strictObject(pagingFields),
  response: { 200: listSchema(kpiItem, "KpiList") },
};

/** `GET /kpis` */
export function getKpis(app: FastifyInstance, { plan, store }: BoardParts): void {
  app.withTypeProvider<ZodTypeProvider>().get("/kpis", { schema }, async (request) => {
    await plan.caughtUp();
    const fresh = new Map(
      (await store.query(kpiFreshness()))
        .filter(({ kind, series }) => kind === "actual" && series === "")
        .map((row) => [row.kpi, row]),
    );
    const items = [...plan.now().kpis.values()]
      .map(({ id, definition, version, effectiveFrom }) => ({
        kpi: id,
        name: definition.name,
        description: definition.description ?? null,
        unit: definition.unit,
        decimals: definition.decimals,
        direction: definition.direction ?? null,
        behaviour: definition.behaviour,
        grain: definition.grain,
        category: definition.category ?? null,
        belongs_to: definition.belongsTo ?? null,
        data_owner: definition.dataOwner ?? null,
        running_of: definition.runningOf ?? null,
        kpi_version: version,
        effective_from: effectiveFrom,
        ...lastOf(fresh.get(id)),
      }))
      .toSorted((left, right) => (left.kpi < right.kpi ? -1 : 1));
    return pageOf(items, ({ kpi }) => kpi, request.query);
  });
}

function lastOf(row: KpiFreshnessRow | undefined): {
  last_period: string | null;
  last_known_at: string | null;
} {
  return { last_period: row?.last_period ?? null, last_known_at: row?.known_at ?? null };
}
