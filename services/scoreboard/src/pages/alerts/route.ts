import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { conflictCounts } from "@milepost/store/queries/conflict-counts";
import { openDeadLetters } from "@milepost/store/queries/open-dead-letters";
import { z } from "zod";
import { readAlerts } from "../../reading/board.ts";
import type { PageParts } from "../page-parts.ts";
import { sendPage } from "../page-parts.ts";
import { keptApart } from "./kept-apart.ts";
import { setAside } from "./set-aside.ts";
import { alertsPage } from "./view.ts";
import { alertsView } from "./view-model.ts";

const query = z.object({ asOf: z.string().optional(), done: z.string().optional() });

/** `GET /alerts`: what waits for somebody, by owner. */
export function alertsRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .get("/alerts", { schema: { hide: true, querystring: query } }, (request, reply) =>
      sendPage(parts, { request, reply }, async (moment) => {
        const { reads, plan } = parts.reading;
        const at = moment.instant;
        const [alerts, conflicts, letters] = await Promise.all([
          readAlerts(parts.reading, moment),
          reads.query(conflictCounts({ at }), ["observations", "strategy"]),
          reads.query(openDeadLetters({ at }), ["dead-letters"]),
        ]);
        const view = alertsView(alerts, moment);
        const done = request.query.done ?? null;
        return {
          name: "alerts",
          title: "Alerts",
          query: {},
          content: alertsPage({
            view,
            apart: keptApart(conflicts, plan.now()),
            aside: setAside(letters, plan.now()),
            moment,
            mayAct: moment.latest,
            done,
          }),
        };
      }),
    );
}
