import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { readStaleGoals } from "../../reading/stale-goals.ts";
import { linkTo } from "../layout/frame.ts";
import type { PageParts } from "../page-parts.ts";
import { sendPage } from "../page-parts.ts";
import { STALE_GOALS, staleGoalsPage } from "./stale-table.ts";

const query = z.object({ asOf: z.string().optional(), owner: z.string().optional() });

/** `GET /stale-goals`: goals that nothing comes in about, as they are now. */
export function staleGoalsRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .get(STALE_GOALS, { schema: { hide: true, querystring: query } }, (request, reply) =>
      sendPage(parts, { request, reply }, async (moment) => {
        const { owner } = request.query;
        const all = await readStaleGoals(parts.reading, moment);
        const rows = all.filter((one) => owner === undefined || one.owner.id === owner);
        const kept = owner === undefined ? {} : { owner };
        const back = linkTo(STALE_GOALS, moment, kept);
        const goals = [...parts.reading.plan.now().goals.values()];
        const unwatched = goals.filter(
          ({ definition: one }) => !one.private && one.cadence === undefined,
        ).length;
        const content = staleGoalsPage(rows, { moment, back, unwatched });
        return { name: "alerts", title: "Goals without news", query: kept, content };
      }),
    );
}
