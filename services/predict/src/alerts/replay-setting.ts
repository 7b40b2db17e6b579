import { alertingSchema } from "@milepost/contracts";
import type { Alerting } from "@milepost/contracts";
import { parsePlan, successorOf } from "@milepost/plan";
import type { Alerted, PlanState } from "@milepost/plan";
import { MilepostError } from "@milepost/runtime";
import { z } from "zod";
import type { WorkState } from "../work.ts";
import { replayAlerts } from "./replay-alerts.ts";
import { replayedGoals } from "./replayed-goals.ts";
import { replayedRecipients } from "./replayed-recipients.ts";
import type { RecipientsOf } from "./replayed-recipients.ts";

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
    people: z
      .array(
        z.object({
          person: z.string(),
          month: z.string(),
          alerts: count,
          messages: count.describe("By their channels, what comes up on one day together; 0: the page alone"),
          inDigest: count.describe(
            "Of the alerts: those beyond the week's budget, told with the next week. Alerts that cannot wait, with less than " +
              "a week left to act, are not told apart: they count here and go out at once all the same",
          ),
        }),
      )
      .describe(
        "To whom, by month: the goal's owner, or whoever followed; who has it later depends on answers",
      ),
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

const { raiseBelow, periods, clearAbove, costOfInvestigation, committed, aspirational, kinds } =
  alertingSchema.shape;
const ofSome = { committed, aspirational, kinds };
/** What decides which alerts are raised; to whom they go later, a replay does not say. */
const thresholdsSchema = z.object({ raiseBelow, periods, clearAbove, costOfInvestigation, ...ofSome });

/** What a setting would have told, beside what the plan says now. */
export const settingReplayedSchema = z
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

/** A setting to try, and the time to try it on. */
export const replayAskedSchema = z
  .strictObject({
    alerting: z
      .strictObject({
        raiseBelow: raiseBelow.unwrap().optional(),
        periods: periods.unwrap().optional(),
        clearAbove: clearAbove.unwrap().optional(),
        ...ofSome,
      })
      .default({})
      .describe("What to try; the rest is as the plan says"),
    plan: z
      .string()
      .optional()
      .describe(
        "A plan file (YAML or JSON) whose `alerting` and `recipients`, and what its goals say of commitment, kind and cost, are tried, as it would be applied",
      ),
    from: date.describe("First local date on which a period may end; default: a year before `to`"),
    to: date.describe("Last local date on which a period may end; default: today"),
  })
  .refine((body) => body.from === undefined || body.to === undefined || body.from <= body.to, {
    path: ["from"],
    message: "from must not be after to",
  });

export type ReplayAsked = z.output<typeof replayAskedSchema>;
export type SettingReplayed = z.infer<typeof settingReplayedSchema>;

/** What a replay looks at. */
export interface ReplaySight extends WorkState {
  readonly plan: Pick<PlanState, "alerting" | "recipients">;
}

/** What a setting would have told in a time that is past, beside what the plan says now. */
export function replaySetting(sight: ReplaySight, asked: ReplayAsked): SettingReplayed {
  const to = asked.to ?? new Date(sight.now).toISOString().slice(0, 10);
  const time = { from: asked.from ?? yearBefore(to), to };
  const goals = replayedGoals(sight);
  const replayed = ({ alerting, recipients, saysOf }: Tried): z.infer<typeof replaySchema> => {
    const tried = goals.map((one) => ({ ...one, of: saysOf?.get(one.goal) ?? one.of }));
    const { owners, sent, ...counts } = replayAlerts(tried, alerting, time);
    const people = replayedRecipients(sent, recipients, (person) => successorOf(person, recipients));
    return { ...counts, people: [...people], owners: [...owners], sent: [...sent] };
  };
  const base = asked.plan === undefined ? sight.plan : triedIn(asked.plan);
  const alerting = alertingSchema.parse({ ...base.alerting, ...asked.alerting });
  if (alerting.clearAbove < alerting.raiseBelow) throw withoutHysteresis();
  return {
    ...time,
    alerting,
    replay: replayed({ ...base, alerting }),
    current: { alerting: sight.plan.alerting, replay: replayed(sight.plan) },
  };
}

/** What is tried: thresholds, and who is told how. */
interface Tried {
  readonly alerting: Alerting;
  readonly recipients: RecipientsOf;
  /** What a plan file says of goals; goals that it does not name are as they are. */
  readonly saysOf?: ReadonlyMap<string, Alerted>;
}

/** What a plan file says of alerts; one that could not be applied is refused with its problems. */
function triedIn(text: string): Tried {
  const parsed = parsePlan(text);
  if (!parsed.ok) {
    const details = { problems: parsed.problems };
    throw new MilepostError("invalid_input", "The plan could not be applied", { details });
  }
  const recipients = Object.entries(parsed.plan.recipients).map(
    ([id, definition]) => [id, { definition }] as const,
  );
  return {
    alerting: parsed.plan.alerting ?? alertingSchema.parse({}),
    recipients: new Map(recipients),
    saysOf: new Map(Object.entries(parsed.plan.goals)),
  };
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
