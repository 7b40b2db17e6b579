import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { OBSERVATION_KINDS } from "@milepost/contracts";
import { countingVersions } from "@milepost/plan";
import { observationRow } from "@milepost/store/queries/observation-row";
import { z } from "zod";
import type { BoardParts } from "../reading/board.ts";
import { isKeptTotal } from "../reading/kept-total.ts";
import { currentOf, readAccepted } from "../reading/kpi-readings.ts";
import type { CurrentReading } from "../reading/kpi-readings.ts";
import { instantOf, momentField, planAt } from "./as-of.ts";
import { requireKpi } from "./known-ids.ts";
import { listSchema, pageOf, pagingFields } from "./paging.ts";

const schema = {
  summary:
    "A KPI's current values in the meaning that it has, or those by what could be known (asOf) or was shown (recordedAsOf) at a moment",
  params: z.object({ kpi: z.string() }),
  querystring: z.strictObject({
    ...pagingFields,
    asOf: momentField,
    recordedAsOf: momentField,
    from: z.iso.date().optional().describe("First local date on which a wanted period may begin"),
    to: z.iso.date().optional().describe("Last local date on which a wanted period may begin"),
    kind: z.enum(OBSERVATION_KINDS).optional(),
  }),
  response: { 200: listSchema(observationRow.meta({ id: "Observation" }), "ObservationList") },
};

/** `GET /kpis/{kpi}/observations` */
export function getObservations(app: FastifyInstance, parts: BoardParts): void {
  app.withTypeProvider<ZodTypeProvider>().get("/kpis/:kpi/observations", { schema }, async (request) => {
    const { kpi } = request.params;
    const { from, to, kind } = request.query;
    const asOf = instantOf("asOf", request.query.asOf, parts);
    const recordedAsOf = instantOf("recordedAsOf", request.query.recordedAsOf, parts);
    await requireKpi(kpi, parts, { asOf, recordedAsOf });
    const plan = planAt({ asOf, recordedAsOf }, parts);
    const accepted = await readAccepted(parts.reads, {
      kpis: [kpi],
      versions: countingVersions(plan, [kpi]),
      asOf,
      recordedAsOf,
      from,
      to,
      kind,
    });
    const counting = accepted.filter((one) => !isKeptTotal(plan, one));
    return pageOf(currentOf(counting), keyOf, request.query);
  });
}

function keyOf({ series, kind, period_label }: CurrentReading): string {
  return `${series}/${kind}/${period_label}`;
}
