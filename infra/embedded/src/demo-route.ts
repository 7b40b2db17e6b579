import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { commandHeaders, runCompletedData } from "@milepost/contracts";
import { oncePerKey } from "@milepost/runtime";
import { z } from "zod";
import type { Demo, MonthArrived } from "./demo.ts";

const count = z.int().nonnegative();

const monthArrivedSchema = z
  .object({
    /** Where the demo's clock stands now. */
    clock: z.iso.datetime(),
    month: z.string(),
    run: runCompletedData,
    assessed: count,
    unassessed: count,
    alertsRaised: count,
    alertsCleared: count,
    goalsClosed: count,
  })
  .meta({ id: "MonthArrived" });

/** `POST /demo/months`: the next month of the demo arrives. */
export function registerDemoRoutes(app: FastifyInstance, demo: Demo): void {
  const once = oncePerKey<MonthArrived>();
  app.withTypeProvider<ZodTypeProvider>().post(
    "/demo/months",
    {
      schema: {
        summary: "Let the demo's next month arrive through its connector",
        headers: commandHeaders,
        response: { 200: monthArrivedSchema },
      },
    },
    (request) => once(request.headers["idempotency-key"], () => demo.nextMonth()),
  );
}
