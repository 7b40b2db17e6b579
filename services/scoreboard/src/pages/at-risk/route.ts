import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { readGoals, readStandings } from "../../reading/board.ts";
import type { Moment } from "../../reading/readings.ts";
import { readWithoutGoal } from "../../reading/without-goal.ts";
import { addToPlan, firstSteps, isUnplanned } from "../first-steps.ts";
import type { PageParts } from "../page-parts.ts";
import { sendPage } from "../page-parts.ts";
import { openedOf, shownGoals } from "./folding.ts";
import { atRiskPage } from "./view.ts";
import { atRiskRow, atRiskView, isAsked, whyNoGoal } from "./view-model.ts";
import type { AtRiskFilter } from "./view-model.ts";
import { WITHOUT_GOAL_SHOWN } from "./without-goal.ts";
import type { WithoutGoalList } from "./without-goal.ts";

const chosen = z
  .string()
  .optional()
  .transform((text) => (text === undefined || text === "" ? null : text));

const query = z.object({
  asOf: z.string().optional(),
  agency: chosen,
  category: chosen,
  owner: chosen,
  changed: z.string().optional(),
  show: z.string().optional(),
  without: z.coerce.number().int().min(0).default(0),
});

/** `GET /`: the goals at risk. */
export function atRiskRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .get("/", { schema: { hide: true, querystring: query } }, (request, reply) => {
      const { agency, category, owner, changed, show, without: from } = request.query;
      const filter = { agency, category, owner, changed: changed === "1" };
      return sendPage(parts, { request, reply }, async (moment) => {
        const { reading } = parts;
        const page = { name: "at-risk", title: "At risk" } as const;
        const plan = reading.plan.now();
        if (isUnplanned(plan)) return { ...page, query: {}, content: firstSteps(parts) };
        const view = atRiskView({ goals: await readStandings(reading, moment), moment, filter });
        const opened = openedOf(show);
        const [goals, without] = await Promise.all([
          readGoals(reading, moment, shownGoals(view, opened)),
          withoutGoal(parts, moment, { filter, from }),
        ]);
        const rows = new Map(goals.map((one) => [one.goal, atRiskRow(one, moment)]));
        const kept = queryOf({ agency, category, owner, changed: filter.changed ? "1" : null });
        const missing = addToPlan(plan, "goals");
        const content = atRiskPage({ view, rows, without, moment, opened, missing, query: kept });
        return { ...page, query: kept, content };
      });
    });
}

async function withoutGoal(
  { reading }: PageParts,
  moment: Moment,
  { filter, from }: { readonly filter: AtRiskFilter; readonly from: number },
): Promise<WithoutGoalList> {
  const passes = (kpi: Parameters<typeof isAsked>[0]): boolean => isAsked(kpi, filter);
  const wanted = { passes, from, most: WITHOUT_GOAL_SHOWN };
  const { count, shown } = await readWithoutGoal(reading, moment, wanted);
  return { count, from, kpis: shown.map((one) => ({ kpi: one.kpi, why: whyNoGoal(one, moment) })) };
}

function queryOf(fields: Readonly<Record<string, string | null>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== null),
  );
}
