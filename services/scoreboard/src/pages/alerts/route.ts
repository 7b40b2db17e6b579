import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { readAlerts } from "../../reading/board.ts";
import type { PageParts } from "../page-parts.ts";
import { sendPage } from "../page-parts.ts";
import { alertsPage } from "./view.ts";
import { alertsView } from "./view-model.ts";

const query = z.object({ asOf: z.string().optional(), done: z.string().optional() });

/** `GET /alerts`: what waits for somebody, by owner. */
export function alertsRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .get("/alerts", { schema: { hide: true, querystring: query } }, (request, reply) =>
      sendPage(parts, { request, reply }, async (moment) => {
        const view = alertsView(await readAlerts(parts.reading, moment), moment);
        const done = request.query.done ?? null;
        return {
          name: "alerts",
          title: "Alerts",
          query: {},
          content: alertsPage({ view, moment, mayAct: moment.latest, done }),
        };
      }),
    );
}
