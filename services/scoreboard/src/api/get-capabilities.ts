import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { capabilitiesOf, MEASURES, NO_MODEL_DOES, OUTPUTS, SOURCES } from "../accuracy/capabilities.ts";
import type { BoardParts } from "../reading/board.ts";
import { readTrackRecord } from "../reading/track-record.ts";
import { monthField, monthOf } from "./as-of.ts";

const versioned = z.object({ name: z.string(), version: z.string() }).nullable();

const output = z
  .object({
    output: z.enum(OUTPUTS),
    source: z
      .enum(SOURCES)
      .describe("A model, arithmetic on recorded figures, or a rule over what a model says"),
    model: versioned.describe("The model behind it; null: none, or it has not spoken yet"),
    rule: versioned.describe("The rule that decides it; null: none, or it has not decided anything yet"),
    measured: z
      .array(
        z.object({
          measure: z.enum(MEASURES),
          value: z
            .number()
            .nullable()
            .describe("Brier score (0 is best), share (0 to 1) or periods; null: fewer than 30 outcomes"),
          outcomes: z
            .int()
            .describe("Ended goals that it rests on; of alerts those alone whose alerts are decided"),
        }),
      )
      .describe(
        "Accuracy in this deployment; of the model in use, of alerts whichever version raised them; empty: it is a fact, or nobody measures it by itself",
      ),
  })
  .meta({ id: "Capability" });

const schema = {
  summary:
    "What comes from a model, which one, and how good it was by the outcomes known at the end of a month",
  querystring: z.strictObject({ asOf: monthField }),
  response: {
    200: z
      .object({
        period: z.string(),
        outputs: z.array(output),
        no_model_does: z.array(z.string()).describe("What no model does here"),
      })
      .meta({ id: "Capabilities" }),
  },
};

/** `GET /capabilities` */
export function getCapabilities(app: FastifyInstance, parts: BoardParts): void {
  app.withTypeProvider<ZodTypeProvider>().get("/capabilities", { schema }, async (request) => {
    await parts.plan.caughtUp();
    const moment = await monthOf(request.query.asOf, parts);
    const outputs = capabilitiesOf(await readTrackRecord(parts, moment));
    return {
      period: moment.period,
      outputs: outputs.map((one) => ({ ...one, measured: [...one.measured] })),
      no_model_does: [...NO_MODEL_DOES],
    };
  });
}
