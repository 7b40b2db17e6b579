import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { outcomeSchema } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";

/** `POST /assessments`: assesses every open goal now and says what the newest period brought. */
export function registerAssessmentsRoute(app: FastifyInstance, assessNow: () => Promise<Outcome>): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    "/assessments",
    {
      schema: {
        summary: "Assess every open goal now; what rests on the same basis as before is not assessed again",
        response: { 200: outcomeSchema },
      },
    },
    () => assessNow(),
  );
}
