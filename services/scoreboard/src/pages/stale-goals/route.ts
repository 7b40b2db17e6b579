import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { readStaleGoals } from "../../reading/stale-goals.ts";
import { linkTo } from "../layout/frame.ts";
import type { PageParts } from "../page-parts.ts";
import { sendPage } from "../page-parts.ts";
import { STALE_GOALS, staleGoalsPage } from "./stale-table.ts";

/** More goals than anybody can page through. */
const MOST_GOALS = 1_000_000;

const query = z.object({
  asOf: z.string().optional(),
  owner: z.string().optional(),
  after: z.coerce.number().int().min(0).max(MOST_GOALS).default(0).catch(0),
});

/** `GET /stale-goals`: goals that nothing comes in about, as they are now. */
export function staleGoalsRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .get(STALE_GOALS, { schema: { hide: true, querystring: query } }, (request, reply) =>
      sendPage(parts, { request, reply }, async (moment) => {
        const { owner, after } = request.query;
        const all = await readStaleGoals(parts.reading, moment);
        const rows = all.filter((one) => owner === undefined || one.owner.id === owner);
        const kept = owner === undefined ? {} : { owner };
        const linkAfter = (skipped: number): string =>
          linkTo(STALE_GOALS, moment, skipped === 0 ? kept : { ...kept, after: String(skipped) });
        const goals = [...parts.reading.plan.now().goals.values()];
        const unwatched = goals.filter(
          ({ definition: one }) => !one.private && one.cadence === undefined,
        ).length;
        const content = staleGoalsPage(rows, { moment, after, linkAfter, unwatched });
        return { name: "alerts", title: "Goals without news", query: kept, content };
      }),
    );
}
