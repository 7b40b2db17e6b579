import { REVIEW_DECISIONS } from "@milepost/contracts";
import { currentId } from "@milepost/plan";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { readExternalEvents, readReviews } from "../../reading/review-readings.ts";
import { actorField, wordsField } from "../alerts/say-from-form.ts";
import { takeForm, typedFields } from "../forms/take-form.ts";
import type { PageParts } from "../page-parts.ts";
import { sendPage } from "../page-parts.ts";
import { reportedPage } from "./reported-page.ts";
import { CONCLUSION_MAX_CHARACTERS, conclusionForm, reviewPage } from "./review-page.ts";

const params = z.object({ review: z.string() });
const query = z.object({ asOf: z.string().optional() });
const fields = z.object({
  decision: z.enum(REVIEW_DECISIONS, "choose what follows from it"),
  text: wordsField("say why, or what will be done", CONCLUSION_MAX_CHARACTERS),
  ...actorField,
});

/** `GET /reviews`, `GET /reviews/{review}`, and the form behind "Conclude". */
export function reviewRoutes(app: FastifyInstance, parts: PageParts): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  typed.get("/reviews", { schema: { hide: true, querystring: query } }, (request, reply) =>
    sendPage(parts, { request, reply }, async (moment) => {
      const [reviews, reported] = await Promise.all([
        readReviews(parts.reading, moment),
        readExternalEvents(parts.reading, moment),
      ]);
      const plan = parts.reading.plan.now();
      const { goals } = plan;
      // A report names goals as they were called then.
      const events = reported.map((event) => ({
        ...event,
        goals: event.goals.map((goal) => currentId(plan, "goal", goal)),
      }));
      const content = reportedPage({ reviews, events, goals, moment });
      return { name: "alerts", title: "Out-of-cycle reviews", query: {}, content };
    }),
  );
  typed.get("/reviews/:review", { schema: { hide: true, params, querystring: query } }, (request, reply) =>
    sendPage(parts, { request, reply }, async (moment) => {
      const [review] = await readReviews(parts.reading, moment, request.params.review);
      if (review === undefined) return undefined;
      return { name: "alerts", title: review.title, query: {}, content: reviewPage(review, moment) };
    }),
  );
  typed.post(
    "/reviews/:review/conclusion",
    { schema: { hide: true, params, body: typedFields } },
    (request, reply) => {
      const { review } = request.params;
      const page = `/reviews/${review}`;
      return takeForm(parts, reply, {
        typed: request.body,
        fields,
        form: (filled) => conclusionForm(review, filled),
        say: (said) => parts.commands.concludeReview(review, said),
        to: page,
        link: { href: page, text: "Back to the review" },
      });
    },
  );
}
