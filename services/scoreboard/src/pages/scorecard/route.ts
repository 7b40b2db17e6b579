import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import { lastDate, readBegun } from "../../reading/board.ts";
import { scorecardMoment } from "../../reading/moments.ts";
import { goalsOf, scorecardAt, scorecardOf } from "../../reading/scorecard-reading.ts";
import { addToPlan, firstSteps, isUnplanned } from "../first-steps.ts";
import type { PageParts } from "../page-parts.ts";
import { sendPage } from "../page-parts.ts";
import { scorecardChoices } from "./picker.ts";
import { scorecardPage } from "./view.ts";
import { scorecardView } from "./view-model.ts";

const query = z.object({
  asOf: z.string().optional(),
  scorecard: z.string().optional(),
  unit: z.string().optional(),
  category: z.string().optional(),
  items: z.literal("all").optional(),
});

/** `GET /scorecard`: agencies × categories, and what is behind the opened cell. */
export function scorecardRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .get("/scorecard", { schema: { hide: true, querystring: query } }, (request, reply) => {
      const { scorecard: id, unit = null, category = null, items } = request.query;
      return sendPage(parts, { request, reply }, async (moment) => {
        const plan = parts.reading.plan.asOf(lastDate(moment));
        const page = { name: "scorecard", title: "Scorecard" } as const;
        const scorecard = scorecardAt(parts.reading, moment, id);
        if (scorecard === undefined) {
          if (id !== undefined) return undefined;
          return { ...page, query: {}, content: noScorecard(parts) };
        }
        const goals = await readBegun(parts.reading, scorecardMoment(moment), goalsOf(scorecard));
        const names = new Map([...plan.units.values()].map((one) => [one.id, one.definition.name]));
        const view = scorecardView({
          ...scorecardOf(parts.reading, { moment, chosen: scorecard }, goals),
          goals,
          names,
          moment,
          chosen: { unit, category, all: items === "all" },
        });
        const kept = Object.fromEntries(
          Object.entries({ scorecard: id, unit: unit ?? undefined, category: category ?? undefined }).filter(
            (field): field is [string, string] => field[1] !== undefined,
          ),
        );
        const choices = scorecardChoices(plan, scorecard.id);
        const own: Readonly<Record<string, string>> = id === undefined ? {} : { scorecard: id };
        return { ...page, query: kept, content: scorecardPage({ view, moment, choices, query: own }) };
      });
    });
}

function noScorecard(parts: PageParts): Html {
  const plan = parts.reading.plan.now();
  if (isUnplanned(plan)) return firstSteps(parts);
  return html`<h1>The plan has no scorecard yet.</h1>
    ${addToPlan(plan, "scorecards")}`;
}
