import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Kpi } from "@milepost/contracts";
import type { Defined } from "@milepost/plan";
import { hasDerivedTotal } from "@milepost/scoring";
import { lastKnown } from "@milepost/store/queries/last-known";
import type { LastKnownRow } from "@milepost/store/queries/last-known";
import { z } from "zod";
import type { BoardParts } from "../reading/board.ts";
import { readCurrentRows } from "../reading/figures.ts";
import { lastTotal } from "../reading/last-total.ts";
import { oncePerPlan } from "../reading/once-per-plan.ts";
import { versionsOf } from "../reading/versions-of.ts";
import { listSchema, pageOf, pagingFields } from "./paging.ts";

const kpiItem = z
  .object({
    kpi: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    unit: z.string(),
    /** ISO 4217 code, where the unit is money. */
    currency: z.string().nullable(),
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
    /** Last period with an actual of the total, of a derived one too; null: there never was one. */
    last_period: z.string().nullable(),
    last_known_at: z.string().nullable(),
  })
  .meta({ id: "Kpi" });

const schema = {
  summary: "KPIs as they are defined now, with their last period",
  querystring: z.strictObject(pagingFields),
  response: { 200: listSchema(kpiItem, "KpiList") },
};

const listedKpis = oncePerPlan((plan) =>
  [...plan.kpis.values()].toSorted((left, right) => (left.id < right.id ? -1 : 1)),
);

/** `GET /kpis` */
export function getKpis(app: FastifyInstance, { plan, reads, clock }: BoardParts): void {
  app.withTypeProvider<ZodTypeProvider>().get("/kpis", { schema }, async (request) => {
    await plan.caughtUp();
    const page = pageOf(listedKpis(plan.now()), ({ id }) => id, request.query);
    const { versions, text } = versionsOf(plan.now());
    const fresh = await reads.byKey<LastKnownRow, LastKnownRow | undefined>(
      {
        name: `last known ${text}`,
        topic: "observations",
        scope: { kinds: ["actual"] },
        ask: (kpis) => lastKnown({ kpis, versions }),
        keyOf: ({ kpi }) => kpi,
        valueOf: ([row]) => row,
      },
      page.items.map(({ id }) => id),
    );
    const derived = page.items.filter(({ definition }) => hasDerivedTotal(definition)).map(({ id }) => id);
    const rows = await readCurrentRows({ reads, clock, plan: plan.now() }, derived);
    const reach = new Map(derived.map((id) => [id, lastTotal(id, rows.get(id) ?? [], plan.now())]));
    const lastOf = (id: string): Reach | undefined => (reach.has(id) ? reach.get(id) : fresh.get(id));
    return { items: page.items.map((kpi) => itemOf(kpi, lastOf(kpi.id))), next: page.next };
  });
}

type Reach = Pick<LastKnownRow, "last_period"> & { readonly known_at: string | null };

function itemOf(
  { id, definition, version, effectiveFrom }: Defined<Kpi>,
  last: Reach | undefined,
): z.infer<typeof kpiItem> {
  return {
    kpi: id,
    name: definition.name,
    description: definition.description ?? null,
    unit: definition.unit,
    currency: definition.currency ?? null,
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
    last_period: last?.last_period ?? null,
    last_known_at: last?.known_at ?? null,
  };
}
