import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { localDate, windowDates } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import { z } from "zod";
import { GAP_KINDS } from "../lookback/gap.ts";
import type { FirstBelow } from "../lookback/past-goal.ts";
import type { TimelineEntry } from "../lookback/timeline.ts";
import type { BoardParts } from "../reading/board.ts";
import type { Lookback } from "../reading/lookback.ts";
import { readLookback } from "../reading/lookback.ts";
import { requireGoal } from "./known-ids.ts";
import { noQuery } from "./no-query.ts";

const instant = z.iso.datetime();
const chance = z.number().min(0).max(1);
const figure = z.number().nullable();
const maybeText = z.string().nullable();

const firstBelowSchema = z.object({
  date: z.iso.date().describe("Local date on which that could first be known"),
  as_of: instant,
  period: z.string(),
  periods_left: z.int().nonnegative(),
  p_hit: chance,
  backtest: z.boolean(),
  event: z.string().describe("Id of the assessment's event"),
});

const entrySchema = z.object({
  at: instant,
  what: z.string(),
  event: maybeText.describe("Event id; null: what should have happened and did not, or the goal's end"),
  alert: maybeText,
  backtest: z.boolean(),
  period: maybeText,
  p_hit: chance.nullable(),
  p_hit_before: chance.nullable(),
  person: maybeText,
  date: z.iso.date().nullable(),
  text: maybeText.describe("What somebody wrote; null: nothing, or it was erased"),
});

const gapSchema = z.object({
  gap: z.enum(GAP_KINDS),
  found: z.boolean().nullable().describe("Null: it cannot be told, and `words` say why"),
  words: z.string(),
  events: z.array(z.string()).describe("Ids of the events that show it"),
});

const answer = z
  .object({
    goal: z.string(),
    kpi: z.string(),
    window_from: z.iso.date().describe("The window that ended"),
    window_to: z.iso.date(),
    goes_on_to: z.iso
      .date()
      .nullable()
      .describe(
        "Last date of the window that the goal has now, which has not ended; null: this was its last",
      ),
    ended_as_of: instant.describe("Since when an outcome could be known"),
    corrected_as_of: instant
      .nullable()
      .describe(
        "Since when what counts could be known, where values were corrected after the end; null: they were not",
      ),
    outcome: z.enum(["hit", "miss", "unscored"]),
    actual: figure,
    target: figure,
    shortfall_percent: figure.describe(
      "How far the actual fell short, in percent of the target, whichever way is better; 0: not at all; null: the target is 0, or one of both is unknown",
    ),
    raise_below: chance.describe("Alerts were raised below this chance when the goal ended"),
    first_below: firstBelowSchema.nullable().describe("Null: no chance was told below it"),
    timeline: z.array(entrySchema),
    gaps: z.array(gapSchema).describe("Of a goal that was missed"),
  })
  .meta({ id: "GoalLookback" });

const schema = {
  summary:
    "Look back on a goal that ended, in its last window that did: shortfall, when it could be known, what happened, and what was missing",
  params: z.object({ goal: z.string() }),
  querystring: noQuery(
    "This answer is of the goal's last window that ended: what was told of a goal as of a moment is at /v1/assessments?goal=…&asOf=…",
  ),
  response: { 200: answer },
};

/** `GET /goals/{goal}/lookback` */
export function getLookback(app: FastifyInstance, parts: BoardParts): void {
  app.withTypeProvider<ZodTypeProvider>().get("/goals/:goal/lookback", { schema }, async (request) => {
    const { id } = await requireGoal(request.params.goal, parts);
    const lookback = await readLookback(parts, id);
    if (lookback !== undefined) return answerOf(lookback);
    throw new MilepostError(
      "not_found",
      `The goal "${id}" has not ended yet: its outcome is not known; GET /v1/goals/${id} says how it stands`,
    );
  });
}

const PERCENT = 100;

function answerOf(lookback: Lookback): z.input<typeof answer> {
  const { goal, kpi, endedAt, correctedAt, outcome, actual, target, shortfall, raiseBelow, gaps } = lookback;
  const { from, to } = windowDates(goal.definition.window);
  return {
    goal: goal.id,
    kpi: kpi.id,
    window_from: from,
    window_to: to,
    goes_on_to: lookback.goesOnTo,
    ended_as_of: iso(endedAt),
    corrected_as_of: correctedAt === null ? null : iso(correctedAt),
    outcome,
    actual,
    target,
    // A product of two decimals as a person would write it.
    shortfall_percent: shortfall === null ? null : Number((PERCENT * shortfall).toPrecision(12)),
    raise_below: raiseBelow,
    first_below: lookback.firstBelow && firstBelowOf(lookback.firstBelow, lookback.timeZone),
    timeline: lookback.timeline.map(entryOf),
    gaps: gaps.map((gap) => ({ ...gap, events: [...gap.events] })),
  };
}

function firstBelowOf(first: FirstBelow, timeZone: string): z.input<typeof firstBelowSchema> {
  return {
    date: localDate(first.at, timeZone),
    as_of: iso(first.at),
    period: first.period,
    periods_left: first.periodsLeft,
    p_hit: first.chance,
    backtest: first.backtest,
    event: first.event,
  };
}

function entryOf(entry: TimelineEntry): z.input<typeof entrySchema> {
  return {
    at: iso(entry.at),
    what: entry.step,
    event: entry.event,
    alert: entry.alert,
    backtest: entry.backtest,
    period: entry.period === "" ? null : entry.period,
    p_hit: entry.chance,
    p_hit_before: entry.chanceBefore,
    person: entry.person === "" ? null : entry.person,
    date: entry.date,
    text: entry.text,
  };
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
