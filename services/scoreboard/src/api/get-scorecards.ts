import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { BoardParts } from "../reading/board.ts";
import { listSchema, pageOf, pagingFields } from "./paging.ts";

const scorecardItem = z
  .object({
    scorecard: z.string(),
    name: z.string(),
    layout: z.string(),
    /** Goals on it that everybody may see. */
    items: z.int(),
    effective_from: z.string(),
  })
  .meta({ id: "ScorecardItem" });

const schema = {
  summary: "Scorecards as they are defined now",
  querystring: z.strictObject(pagingFields),
  response: { 200: listSchema(scorecardItem, "ScorecardList") },
};

/** `GET /scorecards` */
export function getScorecards(app: FastifyInstance, { plan }: BoardParts): void {
  app.withTypeProvider<ZodTypeProvider>().get("/scorecards", { schema }, async (request) => {
    await plan.caughtUp();
    const { scorecards, goals } = plan.now();
    const isOpen = (goal: string): boolean => goals.get(goal)?.definition.private === false;
    const items = [...scorecards.values()]
      .map(({ id, definition, effectiveFrom }) => ({
        scorecard: id,
        name: definition.name ?? id,
        layout: definition.layout,
        items: definition.items.filter(({ goal }) => isOpen(goal)).length,
        effective_from: effectiveFrom,
      }))
      .toSorted((left, right) => (left.scorecard < right.scorecard ? -1 : 1));
    return pageOf(items, ({ scorecard }) => scorecard, request.query);
  });
}
