import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { assessmentRow, assessments } from "@milepost/store/queries/assessments";
import { goalClosingRow, goalClosings } from "@milepost/store/queries/goal-closings";
import { goalProgress, goalProgressRow } from "@milepost/store/queries/goal-progress";
import { z } from "zod";
import type { BoardParts } from "../reading/board.ts";
import { goalItem, goalItemOf } from "./goal-item.ts";
import { requireGoal } from "./known-ids.ts";

const answer = goalItem
  .extend({
    progress: z.array(goalProgressRow),
    /** The newest assessment; null: none was made yet. */
    assessment: assessmentRow.nullable(),
    /** What became of it; null: it is not due yet. */
    closing: goalClosingRow.nullable(),
  })
  .meta({ id: "GoalWithProgress" });

const schema = {
  summary: "A goal with its progress by period, its newest assessment and its outcome",
  params: z.object({ goal: z.string() }),
  response: { 200: answer },
};

/** `GET /goals/{goal}` */
export function getGoal(app: FastifyInstance, parts: BoardParts): void {
  app.withTypeProvider<ZodTypeProvider>().get("/goals/:goal", { schema }, async (request) => {
    const goal = await requireGoal(request.params.goal, parts);
    const goals = [goal.id];
    const [progress, made, closings] = await Promise.all([
      parts.store.query(goalProgress({ goals })),
      parts.store.query(assessments({ goals })),
      parts.store.query(goalClosings({ goals })),
    ]);
    return {
      ...goalItemOf(goal),
      progress: [...progress],
      assessment: made.at(-1) ?? null,
      closing: closings[0] ?? null,
    };
  });
}
