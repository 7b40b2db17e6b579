import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { allIds } from "@milepost/plan";
import { assessmentRow, assessments } from "@milepost/store/queries/assessments";
import type { AssessmentRow } from "@milepost/store/queries/assessments";
import { z } from "zod";
import type { BoardParts } from "../reading/board.ts";
import { monthEnd } from "../reading/moments.ts";
import { monthField, monthOf } from "./as-of.ts";
import { requireGoal } from "./known-ids.ts";
import { listSchema, pageOf, pagingFields } from "./paging.ts";

const schema = {
  summary:
    "Forecasts against goals: those of one goal, or those made as of a month (without either: as of now)",
  querystring: z.strictObject({
    ...pagingFields,
    goal: z
      .string()
      .optional()
      .describe("Only those of this goal, under whichever of its ids they were made"),
    asOf: monthField,
  }),
  response: { 200: listSchema(assessmentRow.meta({ id: "Assessment" }), "AssessmentList") },
};

/** `GET /assessments` */
export function getAssessments(app: FastifyInstance, parts: BoardParts): void {
  app.withTypeProvider<ZodTypeProvider>().get("/assessments", { schema }, async (request) => {
    const { goal, asOf } = request.query;
    const known = goal === undefined ? undefined : await requireGoal(goal, parts);
    const span = goal !== undefined && asOf === undefined ? {} : await spanOf(asOf, parts);
    const goals = known === undefined ? {} : { goals: allIds(parts.plan.now(), "goal", known.id) };
    const rows = await parts.store.query(assessments({ ...goals, ...span }));
    return pageOf(rows, keyOf, request.query);
  });
}

async function spanOf(asOf: string | undefined, parts: BoardParts): Promise<{ from: number; to: number }> {
  const moment = await monthOf(asOf, parts);
  return { from: monthEnd(moment, -1) + 1, to: moment.instant };
}

function keyOf({ goal, as_of }: AssessmentRow): string {
  return `${goal}@${as_of}`;
}
