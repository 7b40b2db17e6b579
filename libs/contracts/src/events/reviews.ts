import { z } from "zod";
import { idSchema } from "../plan/kpi.ts";
import { goalClosedData } from "./assessments.ts";
import { defineEvent } from "./define.ts";

/** Goals or KPIs that one external event may name. */
const MOST_NAMED = 100;
const MAX_TITLE_CHARACTERS = 200;
const MAX_TEXT_CHARACTERS = 4_000;

const instant = z.iso.datetime({ offset: true });
const named = z.array(idSchema).max(MOST_NAMED);

const said = {
  /** What kind of thing it is, such as `competitor-launch` or `market-change`. */
  kind: idSchema,
  title: z.string().trim().min(1).max(MAX_TITLE_CHARACTERS),
};

/** What a client says of something that happened outside; when it happened is the event's `time`. */
export const externalPostedData = z.looseObject({
  ...said,
  /** Goes to the person store. */
  text: z.string().max(MAX_TEXT_CHARACTERS).optional(),
  goals: named.optional(),
  kpis: named.optional(),
});

export const externalReportedData = z.looseObject({
  ...said,
  /** Id of the report, made of source, event id and content; the text stands in the person store under it. */
  report: idSchema,
  /** As they were named, and … */
  goals: named,
  kpis: named,
  /** … which goals that meant by the plan of then: those named, and those that measure a named KPI. */
  matched: z.array(idSchema),
  unknownGoals: named,
  unknownKpis: named,
});
export type ExternalReportedData = z.infer<typeof externalReportedData>;

/** Something happened outside that may change what goals can reach: a competitor's launch, a change of the market. */
export const externalReported = defineEvent(
  "milepost.external.reported.v1",
  "assessments",
  externalReportedData,
);
/** The same as clients post it. */
export const externalPosted = defineEvent("milepost.external.reported.v1", "assessments", externalPostedData);

/** A forecast as it stood. */
export const reviewedForecastSchema = z.object({
  /** Event id of the assessment. */
  assessment: z.string(),
  period: z.string(),
  asOf: instant,
  /** Null: it could not be told. */
  pHit: z.number().min(0).max(1).nullable(),
});
export type ReviewedForecast = z.infer<typeof reviewedForecastSchema>;

export const reviewOpenedData = z.looseObject({
  review: idSchema,
  goal: idSchema,
  /** The report that opened it. */
  report: idSchema,
  /** When that was taken in. */
  asOf: instant,
  /** The forecast as it stood then; null: there was none. */
  before: reviewedForecastSchema.nullable(),
});
export type ReviewOpenedData = z.infer<typeof reviewOpenedData>;
/** Something happened outside: the goal is looked at out of its cycle. */
export const reviewOpened = defineEvent("milepost.review.opened.v1", "assessments", reviewOpenedData);

export const reviewReassessedData = z.looseObject({
  review: idSchema,
  goal: idSchema,
  after: reviewedForecastSchema,
});
export type ReviewReassessedData = z.infer<typeof reviewReassessedData>;
/** The goal was assessed for the first time since its review was opened. */
export const reviewReassessed = defineEvent(
  "milepost.review.reassessed.v1",
  "assessments",
  reviewReassessedData,
);

/** The goal's outcome is known, and nobody has concluded its review: there is nothing left to decide. */
export const reviewClosed = defineEvent(
  "milepost.review.closed.v1",
  "assessments",
  z.looseObject({
    review: idSchema,
    goal: idSchema,
    outcome: goalClosedData.shape.outcome,
    /** Since when the outcome could be known. */
    asOf: instant,
  }),
);

/** What a review may come to. */
export const REVIEW_DECISIONS = ["keep", "adjust_target", "adjust_plan"] as const;
export type ReviewDecision = (typeof REVIEW_DECISIONS)[number];

/** Somebody closed a review with a conclusion; its words stand in the person store under this event's id. */
export const reviewConcluded = defineEvent(
  "milepost.review.concluded.v1",
  "assessments",
  z.looseObject({ review: idSchema, goal: idSchema, by: z.string(), decision: z.enum(REVIEW_DECISIONS) }),
);
