import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { commandHeaders } from "@milepost/contracts";
import { oncePerKey } from "@milepost/runtime";
import { outcomeSchema } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";

/** `POST /assessments`: assesses every open goal now and says what the newest period brought. */
export function registerAssessmentsRoute(app: FastifyInstance, assessNow: () => Promise<Outcome>): void {
  const once = oncePerKey<Outcome>();
  app.withTypeProvider<ZodTypeProvider>().post(
    "/assessments",
    {
      schema: {
        summary: "Assess every open goal now; what rests on the same basis as before is not assessed again",
        headers: commandHeaders,
        response: { 200: outcomeSchema },
      },
    },
    (request) => once(request.headers["idempotency-key"], assessNow),
  );
}
