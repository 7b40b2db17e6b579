import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { MilepostError } from "@milepost/runtime";
import { explainedEventRow, explainObservation } from "@milepost/store/queries/explain-observation";
import { z } from "zod";
import type { BoardParts } from "../reading/board.ts";
import { instantOf } from "./as-of.ts";
import { requireKpi } from "./known-ids.ts";

const schema = {
  summary: "From a number to every version, log record and connector run behind it",
  params: z.object({ kpi: z.string() }),
  querystring: z.object({
    /** Period label, such as `2014-09`. */
    period: z.string(),
    /** Sorted dimension=member list; absent: the total. */
    series: z.string().optional(),
    /** Leaves out what could not be known at this moment. */
    asOf: z.string().optional(),
  }),
  response: {
    200: z
      .object({
        kpi: z.string(),
        name: z.string(),
        unit: z.string(),
        period: z.string(),
        series: z.string(),
        events: z.array(explainedEventRow),
      })
      .meta({ id: "Explanation" }),
  },
};

/** `GET /kpis/{kpi}/explanation` */
export function getExplanation(app: FastifyInstance, parts: BoardParts): void {
  app.withTypeProvider<ZodTypeProvider>().get("/kpis/:kpi/explanation", { schema }, async (request) => {
    const { kpi } = request.params;
    const { period, series = "" } = request.query;
    await requireKpi(kpi, parts);
    const definition = parts.plan.now().kpis.get(kpi)?.definition;
    const until = instantOf("asOf", request.query.asOf, parts) ?? Number.POSITIVE_INFINITY;
    const rows = await parts.store.query(explainObservation({ kpi, series, period }));
    const events = rows.filter(({ known_at }) => Date.parse(known_at) <= until);
    if (events.length === 0) {
      throw new MilepostError(
        "not_found",
        `Nothing is recorded for "${kpi}" in ${period}: the period is unknown, not 0`,
      );
    }
    return { kpi, name: definition?.name ?? kpi, unit: definition?.unit ?? "", period, series, events };
  });
}
