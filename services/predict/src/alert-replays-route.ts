import { alertingSchema, commandHeaders } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { replayAlerts } from "./alerts/replay-alerts.ts";
import { replayedGoals } from "./alerts/replayed-goals.ts";
import type { WorkState } from "./work.ts";

const DAY_MS = 24 * 3_600_000;
const YEAR_DAYS = 365;

const count = z.int().nonnegative();
const share = z.number().min(0).max(1).nullable();
const rightAndWrong = {
  alerts: count,
  right: count.describe("Alerts whose goal was missed"),
  wrong: count.describe("Alerts whose goal was reached after all"),
  undecided: count.describe("Alerts whose goal is open, or nobody knows how it ended"),
};
const outcome = z.enum(["hit", "miss"]).nullable();

const replaySchema = z
  .object({
    ...rightAndWrong,
    missed: count.describe("Goals that missed"),
    caught: count.describe("Those of them that had an alert by the end of the time, then or before"),
    precision: share.describe("right ÷ (right + wrong); null: no alert's goal has ended"),
    recall: share.describe("caught ÷ missed; null: no goal missed"),
    medianLead: z
      .number()
      .nullable()
      .describe("Of the misses caught: periods from the first alert to the due period"),
    repeated: count.describe("Goals that were alerted more than once"),
    owners: z.array(z.object({ owner: z.string(), ...rightAndWrong })),
    sent: z.array(
      z.object({
        goal: z.string(),
        owner: z.string(),
        period: z.string(),
        endsOn: z.iso.date(),
        periodsLeft: count,
        clearedPeriod: z.string().nullable(),
        clearedLeft: count.nullable(),
        outcome,
      }),
    ),
  })
  .meta({ id: "AlertReplay" });

const { raiseBelow, periods, clearAbove } = alertingSchema.shape;
/** What decides which alerts are raised; to whom they go later, a replay does not say. */
const thresholdsSchema = z.object({ raiseBelow, periods, clearAbove });

const answerSchema = z
  .object({
    from: z.iso.date(),
    to: z.iso.date(),
    alerting: thresholdsSchema,
    replay: replaySchema,
    /** The same time with what the plan says now. */
    current: z.object({ alerting: thresholdsSchema, replay: replaySchema }),
  })
  .meta({ id: "AlertingReplayed" });

const date = z.iso.date().optional();

const bodySchema = z
  .strictObject({
    alerting: z
      .strictObject({
        raiseBelow: raiseBelow.unwrap().optional(),
        periods: periods.unwrap().optional(),
        clearAbove: clearAbove.unwrap().optional(),
      })
      .default({})
      .describe("What to try; the rest is as the plan says"),
    from: date.describe("First local date on which a period may end; default: a year before `to`"),
    to: date.describe("Last local date on which a period may end; default: today"),
  })
  .refine((body) => body.from === undefined || body.to === undefined || body.from <= body.to, {
    path: ["from"],
    message: "from must not be after to",
  });

/** What a replay looks at. */
export interface ReplaySight extends WorkState {
  readonly alerting: z.infer<typeof alertingSchema>;
}

/** `POST /alert-replays`: what another setting would have told in a time that is past; nothing is sent or written. */
export function registerAlertReplaysRoute(app: FastifyInstance, look: () => Promise<ReplaySight>): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    "/alert-replays",
    {
      schema: {
        summary:
          "Replay alerts with another setting: how many it would have sent, to whom, and how many were right",
        headers: commandHeaders,
        body: bodySchema,
        response: { 200: answerSchema },
      },
    },
    async ({ body }) => {
      const sight = await look();
      const to = body.to ?? new Date(sight.now).toISOString().slice(0, 10);
      const time = { from: body.from ?? yearBefore(to), to };
      const goals = replayedGoals(sight);
      const replayed = (alerting: ReplaySight["alerting"]): z.infer<typeof replaySchema> => {
        const { owners, sent, ...counts } = replayAlerts(goals, alerting, time);
        return { ...counts, owners: [...owners], sent: [...sent] };
      };
      const alerting = alertingSchema.parse({ ...sight.alerting, ...body.alerting });
      if (alerting.clearAbove < alerting.raiseBelow) throw withoutHysteresis();
      return {
        ...time,
        alerting,
        replay: replayed(alerting),
        current: { alerting: sight.alerting, replay: replayed(sight.alerting) },
      };
    },
  );
}

function withoutHysteresis(): MilepostError {
  const problem = {
    field: "alerting.clearAbove",
    code: "no_hysteresis",
    message: "clearAbove is below raiseBelow: an alert would be raised and cleared at once",
    fix: "set clearAbove at or above raiseBelow",
  };
  return new MilepostError("invalid_input", problem.message, { details: { problems: [problem] } });
}

function yearBefore(date: string): string {
  return new Date(Date.parse(date) - YEAR_DAYS * DAY_MS).toISOString().slice(0, 10);
}
