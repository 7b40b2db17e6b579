import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { readLookback } from "../../reading/lookback.ts";
import type { PageParts } from "../page-parts.ts";
import { sendPage } from "../page-parts.ts";
import { lookbackPage } from "./view.ts";
import { lookbackView } from "./view-model.ts";

const params = z.object({ goal: z.string() });
const query = z.object({ asOf: z.string().optional() });

/** `GET /goals/{goal}/lookback`: how a goal ended, when that could be known, and what was missing. */
export function lookbackRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .get("/goals/:goal/lookback", { schema: { hide: true, params, querystring: query } }, (request, reply) =>
      sendPage(parts, { request, reply }, async (moment) => {
        const { goal } = request.params;
        const known = parts.reading.plan.now().goals.get(goal);
        if (known === undefined || known.definition.private) return undefined;
        const lookback = await readLookback(parts.reading, goal, moment.instant);
        if (lookback === undefined) return undefined;
        const view = lookbackView(lookback, parts.reading.plan.now());
        const content = lookbackPage(view, moment);
        return { name: "track-record", title: `Looking back: ${view.title}`, query: {}, content };
      }),
    );
}
