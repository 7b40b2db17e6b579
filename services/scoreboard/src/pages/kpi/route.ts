import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { openDeadLetters } from "@milepost/store/queries/open-dead-letters";
import { z } from "zod";
import { readKpi } from "../../reading/kpi-reading.ts";
import { readLeads } from "../../reading/lead-readings.ts";
import { setAsideLine } from "../alerts/set-aside.ts";
import type { PageParts } from "../page-parts.ts";
import { sendPage } from "../page-parts.ts";
import { kpiPage } from "./view.ts";
import { kpiView } from "./view-model.ts";

const params = z.object({ kpi: z.string() });
const query = z.object({
  asOf: z.string().optional(),
  goal: z.string().optional(),
  origins: z.literal("all").optional(),
});

/** `GET /kpis/{kpi}?goal=`: one KPI with everything behind its numbers; of several open goals, the one that is asked for. */
export function kpiRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .get("/kpis/:kpi", { schema: { hide: true, params, querystring: query } }, (request, reply) =>
      sendPage(parts, { request, reply }, async (moment) => {
        const { goal } = request.query;
        const reading = await readKpi(parts.reading, { id: request.params.kpi, goal }, moment);
        if (reading === "no_kpi") return undefined;
        if ("noGoalOf" in reading) return { missing: noGoalText(reading.noGoalOf, goal) };
        const { reads } = parts.reading;
        const letters = await reads.query(openDeadLetters({ at: moment.instant }), ["dead-letters"]);
        const view = kpiView(reading, moment);
        const content = kpiPage({
          reading,
          // Tests are of now: at an earlier moment nobody had them.
          leads: moment.latest
            ? await readLeads(parts.reading, [reading.kpi.id, reading.companion ?? reading.kpi.id])
            : [],
          view,
          moment,
          mayAct: moment.latest,
          allOrigins: request.query.origins === "all",
          setAside: setAsideLine(letters, [reading.kpi.id, reading.companion ?? reading.kpi.id], moment),
        });
        return { name: "kpi", title: reading.kpi.name, query: goal === undefined ? {} : { goal }, content };
      }),
    );
}

function noGoalText(kpi: string, goal = ""): string {
  return `${kpi} has no goal “${goal}”. It may have been renamed, or was not yet part of the plan at that month.`;
}
