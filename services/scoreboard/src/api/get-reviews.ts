import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { allIds } from "@milepost/plan";
import {
  externalEventRow,
  externalEvents,
  REVIEW_STATUSES,
  reviewRow,
  reviews,
} from "@milepost/store/queries/reviews";
import { z } from "zod";
import type { BoardParts } from "../reading/board.ts";
import { shownEvents } from "../reading/review-readings.ts";
import { listSchema, pageOf, pagingFields } from "./paging.ts";

const reviewItem = reviewRow
  .extend({
    /** What somebody wrote on concluding it; null: nothing yet, or it was erased. */
    words: z.string().nullable(),
  })
  .meta({ id: "Review" });

const reviewsSchema = {
  summary: "Goals that are looked at out of their cycle, with the forecasts before and after, newest first",
  querystring: z.strictObject({
    ...pagingFields,
    goal: z
      .string()
      .optional()
      .describe("Only those of this goal, under whichever of its ids they were opened"),
    status: z.enum(REVIEW_STATUSES).optional().describe("Only those that wait, or those with a conclusion"),
  }),
  response: { 200: listSchema(reviewItem, "ReviewList") },
};

const eventItem = externalEventRow
  .extend({
    /** What was written besides; null: nothing, or it was erased. */
    text: z.string().nullable(),
  })
  .meta({ id: "ExternalEvent" });

const eventsSchema = {
  summary: "What was reported of the world outside, also where it names no goal that is known, newest first",
  querystring: z.strictObject(pagingFields),
  response: { 200: listSchema(eventItem, "ExternalEventList") },
};

/** `GET /reviews` and `GET /external-events`. */
export function getReviews(app: FastifyInstance, { store, plan }: BoardParts): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const noteOf = (event: string | null): string | null =>
    event === null ? null : (plan.note(event) ?? null);
  typed.get("/reviews", { schema: reviewsSchema }, async (request) => {
    const { goal, status } = request.query;
    if (goal !== undefined) await plan.caughtUp();
    const rows = await store.query(
      reviews(goal === undefined ? {} : { goals: allIds(plan.now(), "goal", goal) }),
    );
    const wanted = rows.filter(
      (row) => (status === undefined || row.status === status) && !plan.isPrivate(row.goal),
    );
    const page = pageOf(wanted, ({ review }) => review, request.query);
    return {
      items: page.items.map((row) => ({ ...row, words: noteOf(row.conclusion) })),
      next: page.next,
    };
  });
  typed.get("/external-events", { schema: eventsSchema }, async (request) => {
    const shown = shownEvents(await store.query(externalEvents()), plan);
    const page = pageOf(shown, ({ report }) => report, request.query);
    return { items: page.items.map((row) => ({ ...row, text: noteOf(row.report) })), next: page.next };
  });
}
