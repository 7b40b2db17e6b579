import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { staleGoalRow, staleGoals } from "@milepost/store/queries/stale-goals";
import { z } from "zod";
import type { BoardParts } from "../reading/board.ts";
import { daysOf } from "../reading/stale-goals.ts";
import { listSchema, pageOf, pagingFields } from "./paging.ts";

const staleGoal = staleGoalRow.extend({ title: z.string() }).meta({ id: "StaleGoal" });

const schema = {
  summary:
    "Goals that nothing has come in about for longer than their cadence and grace, the longest silent first",
  querystring: z.strictObject({
    ...pagingFields,
    owner: z.string().optional().describe("Only those of this person"),
  }),
  response: { 200: listSchema(staleGoal, "StaleGoalList") },
};

/** `GET /stale-goals` */
export function getStaleGoals(app: FastifyInstance, { store, plan, clock }: BoardParts): void {
  app.withTypeProvider<ZodTypeProvider>().get("/stale-goals", { schema }, async (request) => {
    const { owner } = request.query;
    const rows = await store.query(staleGoals(owner === undefined ? {} : { owner }));
    const page = pageOf(rows, ({ goal }) => goal, request.query);
    const { goals } = plan.now();
    return {
      items: page.items.map((row) => ({
        ...row,
        days_since: daysOf(row, clock.now()),
        title: goals.get(row.goal)?.definition.title ?? row.goal,
      })),
      next: page.next,
    };
  });
}
