import { MilepostError } from "@milepost/runtime";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { alertOptionRow } from "@milepost/store/queries/alert-options";
import { alerts } from "@milepost/store/queries/alerts";
import { z } from "zod";
import { readAlertOptions } from "../reading/alert-options.ts";
import type { BoardParts } from "../reading/board.ts";

const item = alertOptionRow
  .extend({
    decline_reason: z
      .string()
      .nullable()
      .describe("Why it was declined; null: it was not, or the words were erased"),
    in_plan: z
      .boolean()
      .nullable()
      .describe(
        "Whether the plan file says it now; lead: whether a goal measures it; null: it is nothing that it says",
      ),
    is_past: z.boolean().describe("Whether the last day to begin with it has gone by since it was weighed"),
  })
  .meta({ id: "AlertOption" });

const schema = {
  summary: "What can be done about an alert, with its effect, and what was decided",
  params: z.object({ alert: z.string() }),
  response: { 200: z.object({ alert: z.string(), items: z.array(item) }).meta({ id: "AlertOptions" }) },
};

/** `GET /alerts/{alert}/options` */
export function getAlertOptions(app: FastifyInstance, parts: BoardParts): void {
  app.withTypeProvider<ZodTypeProvider>().get("/alerts/:alert/options", { schema }, async (request) => {
    const { alert } = request.params;
    const items = await readAlertOptions(parts, alert);
    if (items.length === 0) await requireAlert(alert, parts);
    return { alert, items: [...items] };
  });
}

async function requireAlert(alert: string, { store }: BoardParts): Promise<void> {
  const [row] = await store.query(alerts({ alert }));
  if (row !== undefined) return;
  throw new MilepostError("not_found", `There is no alert "${alert}"; GET /v1/alerts lists them`);
}
