import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { MilepostError } from "@milepost/runtime";
import { SCORECARD_LEVELS } from "@milepost/scoring";
import { z } from "zod";
import type { BoardParts } from "../reading/board.ts";
import { readScorecard } from "../reading/scorecard-reading.ts";
import { requireScorecard } from "./known-ids.ts";
import { monthField, monthOf } from "./as-of.ts";

const rowSchema = z.object({
  level: z.enum(SCORECARD_LEVELS),
  id: z.string(),
  unit: z.string().nullable(),
  category: z.string().nullable(),
  perspective: z.string().nullable(),
  goal: z.string().nullable(),
  /** The period that an item stands at: its goal's last one that is over; null: none is, or the row is no item. */
  period: z.string().nullable(),
  /** 0 to 10; null: nothing under it is known. */
  score: z.number().nullable(),
  weight: z.number(),
  /** Share of the weight under it that is known, 0 to 1. */
  coverage: z.number(),
  items: z.int(),
  unknown_items: z.int(),
});

const schema = {
  summary:
    "A scorecard of a month that is over, by what could be known while it was the newest one; as of an instant, by what could be known then",
  params: z.object({ scorecard: z.string() }),
  querystring: z.strictObject({ asOf: monthField }),
  response: {
    200: z
      .object({
        scorecard: z.string(),
        name: z.string(),
        period: z.string(),
        rows: z.array(rowSchema),
        /** True: it has private goals, which no row counts. */
        leaves_out_private: z.boolean(),
      })
      .meta({ id: "Scorecard" }),
  },
};

/** `GET /scorecards/{scorecard}` */
export function getScorecard(app: FastifyInstance, parts: BoardParts): void {
  app.withTypeProvider<ZodTypeProvider>().get("/scorecards/:scorecard", { schema }, async (request) => {
    const { id } = await requireScorecard(request.params.scorecard, parts, request.query.asOf);
    const moment = await monthOf(request.query.asOf, parts);
    const scorecard = await readScorecard(parts, moment, id);
    if (scorecard === undefined)
      throw new MilepostError("not_found", `Scorecard "${id}" was not there as of ${moment.period}`);
    const rows = scorecard.rows.map(({ unknownItems, ...row }) => ({
      ...row,
      period: row.level === "item" ? (scorecard.standsAt.get(row.goal ?? "") ?? null) : null,
      unknown_items: unknownItems,
    }));
    return {
      scorecard: id,
      name: scorecard.name,
      period: moment.period,
      rows,
      leaves_out_private: scorecard.leavesOutPrivate,
    };
  });
}
