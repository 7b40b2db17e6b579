import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { goalClosingRow, goalClosings } from "@milepost/store/queries/goal-closings";
import { z } from "zod";
import type { BoardParts } from "../reading/board.ts";
import { DECIDED } from "../reading/goal-decisions.ts";
import { isOwnClosing } from "../reading/own-closing.ts";
import { oncePerPlan } from "../reading/once-per-plan.ts";
import { goalItem, goalItemOf } from "./goal-item.ts";
import { listSchema, pageOf, pagingFields } from "./paging.ts";

const listedGoal = goalItem
  .extend({
    /** What became of it; null: it is not closed in the window that it has now. */
    outcome: goalClosingRow.shape.outcome.nullable(),
  })
  .meta({ id: "ListedGoal" });

const schema = {
  summary: "Goals as they are defined now",
  querystring: z.strictObject({
    ...pagingFields,
    kpi: z.string().optional().describe("Only those that measure this KPI"),
    owner: z.string().optional().describe("Only those of this person"),
  }),
  response: { 200: listSchema(listedGoal, "GoalList") },
};

/** The goals that everybody may see, by id. */
const listedGoals = oncePerPlan((plan) =>
  [...plan.goals.values()]
    .filter(({ definition }) => !definition.private)
    .map(goalItemOf)
    .toSorted((left, right) => (left.goal < right.goal ? -1 : 1)),
);

/** `GET /goals` */
export function getGoals(app: FastifyInstance, { plan, reads }: BoardParts): void {
  app.withTypeProvider<ZodTypeProvider>().get("/goals", { schema }, async (request) => {
    await plan.caughtUp();
    const closings = await reads.query(goalClosings(), DECIDED, { decisions: ["closing"] });
    const { kpi, owner } = request.query;
    const items = listedGoals(plan.now()).filter(
      (item) => (kpi === undefined || item.kpi === kpi) && (owner === undefined || item.owner === owner),
    );
    const page = pageOf(items, ({ goal }) => goal, request.query);
    const shown = new Set(page.items.map(({ goal }) => goal));
    const ended = closings.filter(
      ({ goal, as_of: asOf }) =>
        shown.has(goal) && isOwnClosing(plan.now(), plan.now().goals.get(goal)?.definition, Date.parse(asOf)),
    );
    const outcomes = new Map(ended.map(({ goal, outcome }) => [goal, outcome]));
    return {
      items: page.items.map((item) => ({ ...item, outcome: outcomes.get(item.goal) ?? null })),
      next: page.next,
    };
  });
}
