import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { allIds } from "@milepost/plan";
import { ALERT_STATES, alertRow, alerts } from "@milepost/store/queries/alerts";
import { z } from "zod";
import type { BoardParts } from "../reading/board.ts";
import { listSchema, pageOf, pagingFields } from "./paging.ts";

const item = alertRow
  .extend({
    /** What somebody wrote when taking it on; null: nothing, or it was erased. */
    plan: z.string().nullable(),
    /** Why somebody put it off; null: nobody did, or it was erased. */
    snooze_reason: z.string().nullable(),
  })
  .meta({ id: "Alert" });

const schema = {
  summary: "Alerts with their life cycle, newest first",
  querystring: z.strictObject({
    ...pagingFields,
    goal: z
      .string()
      .optional()
      .describe("Only those of this goal, under whichever of its ids they were raised"),
    owner: z.string().optional().describe("Only those of this person"),
    status: z
      .enum(["open", "acknowledged", "cleared", "closed"])
      .optional()
      .describe("Only those that stand so"),
    state: z.enum(ALERT_STATES).optional().describe("Only those in this part of their life"),
    holder: z.string().optional().describe("Only those that are with this person now"),
  }),
  response: { 200: listSchema(item, "AlertList") },
};

/** `GET /alerts` */
export function getAlerts(app: FastifyInstance, { store, plan }: BoardParts): void {
  app.withTypeProvider<ZodTypeProvider>().get("/alerts", { schema }, async (request) => {
    const { goal, owner, status, state, holder } = request.query;
    if (goal !== undefined) await plan.caughtUp();
    const rows = await store.query(
      alerts({
        ...(goal === undefined ? {} : { goals: allIds(plan.now(), "goal", goal) }),
        ...(owner === undefined ? {} : { owner }),
      }),
    );
    const wanted = rows.filter(
      (row) =>
        !plan.isPrivate(row.goal) &&
        (status === undefined || row.status === status) &&
        (state === undefined || row.state === state) &&
        (holder === undefined || row.holder === holder),
    );
    const page = pageOf(wanted, ({ alert }) => alert, request.query);
    const noteOf = (event: string | null): string | null =>
      event === null ? null : (plan.note(event) ?? null);
    return {
      items: page.items.map((row) => ({
        ...row,
        plan: noteOf(row.acknowledgement),
        snooze_reason: noteOf(row.snooze),
      })),
      next: page.next,
    };
  });
}
