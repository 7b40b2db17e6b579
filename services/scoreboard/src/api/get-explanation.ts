import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { exampleLabel, parsePeriod } from "@milepost/contracts";
import type { Grain } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import { explainedEventRow, explainObservation } from "@milepost/store/explain-observation";
import { z } from "zod";
import type { BoardParts } from "../reading/board.ts";
import { instantOf, momentField } from "./as-of.ts";
import { requireKpi } from "./known-ids.ts";

const schema = {
  summary: "From a number to every version, log record and connector run behind it",
  params: z.object({ kpi: z.string() }),
  querystring: z.strictObject({
    period: z.string().describe("Period label on the KPI's grain, such as 2014-09"),
    series: z.string().optional().describe("Sorted dimension=member list; without it: the total"),
    asOf: momentField,
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
    const { definition } = await requireKpi(kpi, parts);
    refuseOtherGrain(period, definition.grain);
    const until = instantOf("asOf", request.query.asOf, parts) ?? Number.POSITIVE_INFINITY;
    const rows = await explainObservation(parts.store, { kpi, series, period });
    const events = rows.filter(({ known_at }) => Date.parse(known_at) <= until);
    if (events.length === 0) {
      throw new MilepostError(
        "not_found",
        `Nothing is recorded for "${kpi}" in ${period}: the period is unknown, not 0`,
      );
    }
    return { kpi, name: definition.name, unit: definition.unit, period, series, events };
  });
}

function refuseOtherGrain(period: string, grain: Grain): void {
  if (parsePeriod(period, grain) !== undefined) return;
  const problem = {
    field: "querystring.period",
    code: "not_on_grain",
    message: `"${period}" is no ${grain}`,
    fix: `give a ${grain} such as ${exampleLabel(grain)}`,
  };
  throw new MilepostError("invalid_input", "The period is not on the KPI's grain", {
    details: { problems: [problem] },
  });
}
