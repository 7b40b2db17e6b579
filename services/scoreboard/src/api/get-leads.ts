import { LEAD_REASONS, LEAD_VERDICTS } from "@milepost/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { BoardParts } from "../reading/board.ts";
import { keyOf, readLeads } from "../reading/lead-readings.ts";
import type { LeadReading } from "../reading/lead-readings.ts";
import { leadSentence } from "../words/leads.ts";
import { listSchema, pageOf, pagingFields } from "./paging.ts";

const item = z
  .object({
    lead: z.string(),
    follower: z.string(),
    lead_name: z.string(),
    follower_name: z.string(),
    effect: z
      .enum(["increase", "decrease", "either"])
      .describe("What the plan supposes more of the lead to do"),
    within: z.int().describe("In how many periods at most, by the plan"),
    grain: z.string(),
    verdict: z.enum(LEAD_VERDICTS).nullable().describe("Null: it waits for its first test"),
    reason: z.enum(LEAD_REASONS).nullable().describe("Why it is not testable; null: it is"),
    period: z.string().nullable().describe("Last period in which both are known; null: there is none"),
    periods: z.int().nullable().describe("Periods in which both are known; null: not looked at yet"),
    periods_needed: z.int().nullable(),
    lag: z.int().nullable().describe("Periods by which the lead is ahead; null: not tested"),
    strength: z.number().nullable().describe("Correlation, -1 to 1; null: not tested"),
    p_value: z.number().nullable(),
    q_value: z
      .number()
      .nullable()
      .describe("Share of false ones among the links that look as good or better"),
    gain: z
      .number()
      .nullable()
      .describe("Share of the typical error that knowing the lead takes off forecasts"),
    tested_together: z.int().nullable(),
    as_of: z.string().nullable(),
    sentence: z.string().describe("The same for people"),
  })
  .meta({ id: "Lead" });

const schema = {
  summary: "Declared links from leading to lagging KPIs, and what the values say of them",
  querystring: z.strictObject({
    ...pagingFields,
    kpi: z.string().optional().describe("Only those at whose either end this KPI stands"),
  }),
  response: { 200: listSchema(item, "LeadList") },
};

/** `GET /leads` */
export function getLeads(app: FastifyInstance, parts: BoardParts): void {
  app.withTypeProvider<ZodTypeProvider>().get("/leads", { schema }, async (request) => {
    await parts.plan.caughtUp();
    const { kpi } = request.query;
    const page = pageOf(await readLeads(parts, kpi === undefined ? undefined : [kpi]), keyOf, request.query);
    return { items: page.items.map(itemOf), next: page.next };
  });
}

function itemOf(link: LeadReading): z.infer<typeof item> {
  const { lead, follower, effect, within, grain, test } = link;
  return {
    lead: lead.id,
    follower: follower.id,
    lead_name: lead.name,
    follower_name: follower.name,
    effect,
    within,
    grain,
    verdict: test?.verdict ?? null,
    reason: test?.reason ?? null,
    period: test?.period ?? null,
    periods: test?.periods ?? null,
    periods_needed: test?.periods_needed ?? null,
    lag: test?.lag ?? null,
    strength: test?.strength ?? null,
    p_value: test?.p_value ?? null,
    q_value: test?.q_value ?? null,
    gain: test?.gain ?? null,
    tested_together: test?.tested_together ?? null,
    as_of: test?.as_of ?? null,
    sentence: leadSentence(link),
  };
}
