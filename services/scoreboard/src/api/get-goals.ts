import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { BoardParts } from "../reading/board.ts";
import { goalItem, goalItemOf } from "./goal-item.ts";
import { listSchema, pageOf, pagingFields } from "./paging.ts";

const schema = {
  summary: "Goals as they are defined now",
  querystring: z.strictObject({
    ...pagingFields,
    kpi: z.string().optional().describe("Only those that measure this KPI"),
    owner: z.string().optional().describe("Only those of this person"),
  }),
  response: { 200: listSchema(goalItem, "GoalList") },
};

/** `GET /goals` */
export function getGoals(app: FastifyInstance, { plan }: BoardParts): void {
  app.withTypeProvider<ZodTypeProvider>().get("/goals", { schema }, async (request) => {
    await plan.caughtUp();
    const { kpi, owner } = request.query;
    const items = [...plan.now().goals.values()]
      .filter(({ definition }) => !definition.private)
      .map(goalItemOf)
      .filter(
        (item) => (kpi === undefined || item.kpi === kpi) && (owner === undefined || item.owner === owner),
      )
      .toSorted((left, right) => (left.goal < right.goal ? -1 : 1));
    return pageOf(items, ({ goal }) => goal, request.query);
  });
}
