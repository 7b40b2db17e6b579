import { commandHeaders, DEFINITION_KINDS, lintSchema, problemSchema } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ApplyPlanRequest, PlanApplied } from "../plans/apply-plan.ts";
import { provenPlanFolder } from "../plans/plan-folder.ts";
import { COMMAND_ACTOR } from "./command-actor.ts";
import { describeEffects, planEffectsSchema } from "./plan-effects.ts";

const PLAN_MEDIA_TYPES = ["application/yaml", "application/x-yaml", "text/yaml", "application/json"] as const;

const changeSchema = z.object({
  kind: z.enum([...DEFINITION_KINDS, "person"]),
  id: z.string(),
  change: z.enum(["added", "changed", "archived", "unchanged"]),
});

const planAppliedSchema = z
  .object({
    dryRun: z.boolean(),
    counts: z.record(changeSchema.shape.change, z.int()),
    /** Everything but what stays as it is. */
    changes: z.array(changeSchema),
    lints: z
      .array(lintSchema)
      .describe("What may be meant so, but somebody should think of once more; it is applied all the same"),
    effects: planEffectsSchema.nullable().describe("What a dry run says would be shown differently"),
  })
  .meta({ id: "PlanApplied" });

const headers = commandHeaders.extend({
  /** Percent-encoded absolute path of the plan file, from a caller on this machine. */
  "milepost-plan-file": z.string().max(4096).optional(),
});

const schema = {
  summary: "Apply a plan file (YAML or JSON): all of it, or nothing",
  description:
    "With `dryRun=true` nothing is written: the answer lists what would change, and which values, progress, statuses and scores would be shown differently.",
  consumes: [...PLAN_MEDIA_TYPES],
  headers,
  body: z.string().min(1, "send the plan file as body"),
  querystring: z.strictObject({ dryRun: z.stringbool().default(false) }),
  response: { 200: planAppliedSchema, 422: problemSchema },
};

/** `POST /plans`: applies a plan; with `?dryRun=true` it says what would change and be shown differently. */
export function registerPostPlans(
  app: FastifyInstance,
  applyPlan: (request: ApplyPlanRequest) => Promise<PlanApplied>,
): void {
  void app.register(async (scope) => {
    readTextBodies(scope);
    scope.withTypeProvider<ZodTypeProvider>().post("/plans", { schema }, async (request) => {
      const text = request.body;
      const file = request.headers["milepost-plan-file"];
      const place = { text, isLoopback: isLoopback(request.ip) };
      const baseDir = file === undefined ? undefined : await provenPlanFolder(decoded(file), place);
      const applied = await applyPlan({
        text,
        baseDir,
        dryRun: request.query.dryRun,
        actor: request.headers["milepost-actor"] ?? COMMAND_ACTOR,
        idempotencyKey: request.headers["idempotency-key"],
      });
      if (applied.ok) return describe(applied);
      const count = applied.problems.length;
      const title = `The plan has ${count === 1 ? "a problem" : `${count} problems`}; nothing was applied`;
      throw new MilepostError("invalid_input", title, { details: { problems: applied.problems } });
    });
  });
}

function describe({
  dryRun,
  changes,
  lints,
  effects,
}: Extract<PlanApplied, { ok: true }>): z.infer<typeof planAppliedSchema> {
  const counts = { added: 0, changed: 0, archived: 0, unchanged: 0 };
  for (const { change } of changes) counts[change] += 1;
  return {
    dryRun,
    counts,
    changes: changes.filter(({ change }) => change !== "unchanged"),
    lints: [...lints],
    effects: effects === null ? null : describeEffects(effects),
  };
}

function readTextBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  const raw = { parseAs: "string" } as const;
  scope.addContentTypeParser([...PLAN_MEDIA_TYPES], raw, (_request, body, done) => done(null, body));
  scope.addContentTypeParser("*", (request, _payload, done) => {
    const given = request.headers["content-type"] ?? "none";
    const message = `Content type "${given}" is not taken; send ${PLAN_MEDIA_TYPES.join(", ")}`;
    done(new MilepostError("unsupported_media_type", message));
  });
}

function isLoopback(ip: string): boolean {
  return ip === "::1" || ip.startsWith("127.") || ip.startsWith("::ffff:127.");
}

function decoded(header: string): string {
  try {
    return decodeURIComponent(header);
  } catch {
    throw new MilepostError("invalid_input", "Milepost-Plan-File must be percent-encoded UTF-8");
  }
}
