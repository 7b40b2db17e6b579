import { createHash } from "node:crypto";
import type { ReviewedForecast } from "@milepost/contracts";
import { allIds, currentId } from "@milepost/plan";
import type { Deployment, News, PlanAt } from "../deployment.ts";
import type { KnownAssessment, Ledger } from "../ledger.ts";
import { laterOf } from "../ledger.ts";
import type { KnownReport, KnownReview, ReviewState } from "./review-state.ts";

const MARK_CHARACTERS = 16;

/** What the steps of reviews are decided on. */
export interface ReviewSight {
  readonly reviews: ReviewState;
  readonly ledger: Ledger;
  readonly plan: PlanAt;
}

/** What a deployment's reviews are decided on, as it stands. */
export function reviewSight(deployment: Deployment): ReviewSight {
  return { reviews: deployment.reviews, ledger: deployment.ledger, plan: deployment.planNow() };
}

/**
 * The steps that reviews take: one is opened for each goal that a report concerns and that is not over, with the forecast as
 * it stood; the first forecast after it is told; it is closed once the goal's outcome is known, where nobody concluded it
 * before. What it decides stands in the log afterwards, so deciding again decides nothing new.
 */
export function reviewSteps({ reviews, ledger, plan }: ReviewSight): readonly News[] {
  const steps: News[] = [];
  for (const report of reviews.reports()) {
    for (const goal of report.matched) {
      const known = reviews.review(reviewId(report, goal));
      if (known === undefined) {
        steps.push(...opening(report, goal, { ledger, plan }));
        continue;
      }
      // What comes after a rename is said under the new id.
      const ids = allIds(plan.plan, "goal", known.goal);
      steps.push(...reassessment(known, report, { ledger, ids }), ...closing(known, report, { ledger, ids }));
    }
  }
  return steps;
}

/** The log's facts, and the ids under which those of a goal stand there. */
interface Facts {
  readonly ledger: Ledger;
  readonly ids: readonly string[];
}

/** A report and a goal, as it was called then, make one review. */
function reviewId({ report }: KnownReport, goal: string): string {
  const mark = createHash("sha256").update(`${report}\n${goal}`).digest("hex").slice(0, MARK_CHARACTERS);
  return `review-${mark}`;
}

function opening(
  report: KnownReport,
  matched: string,
  { ledger, plan }: Pick<ReviewSight, "ledger" | "plan">,
): readonly News[] {
  const goal = currentId(plan.plan, "goal", matched);
  if (!plan.plan.goals.has(goal) || isOver(plan, goal, report.takenAt)) return [];
  const review = reviewId(report, matched);
  const before = forecasts({ ledger, ids: allIds(plan.plan, "goal", goal) })
    .filter(({ offset }) => offset < report.offset)
    .reduce<KnownAssessment | null>((last, one) => (last === null ? one : laterOf(last, one)), null);
  return [
    {
      type: "milepost.review.opened.v1",
      id: `${review}-opened`,
      key: goal,
      data: {
        review,
        goal,
        report: report.report,
        asOf: new Date(report.takenAt).toISOString(),
        before: before === null ? null : forecastOf(before),
      },
    },
  ];
}

/** Whether a goal's outcome could be known by an instant: nothing that happens then changes it. */
function isOver(plan: PlanAt, goal: string, instant: number): boolean {
  return (plan.goal(goal)?.knowableAt.at(-1) ?? Number.POSITIVE_INFINITY) <= instant;
}

function reassessment(known: KnownReview, report: KnownReport, facts: Facts): readonly News[] {
  if (known.after !== null) return [];
  const { review, goal } = known;
  const after = forecasts(facts)
    .filter(({ offset, backtest }) => offset > report.offset && !backtest)
    .toSorted((left, right) => left.offset - right.offset)[0];
  if (after === undefined) return [];
  return [
    {
      type: "milepost.review.reassessed.v1",
      id: `${review}-reassessed`,
      key: goal,
      data: { review, goal, after: forecastOf(after) },
    },
  ];
}

/** An outcome that was known before the report is that of an earlier window, which the plan has moved on since. */
function closing(
  { review, goal, over }: KnownReview,
  report: KnownReport,
  { ledger, ids }: Facts,
): readonly News[] {
  const closings = ids.flatMap((id) => ledger.closingsOf(id)).filter(({ asOf }) => asOf > report.takenAt);
  if (over || closings.length === 0) return [];
  const { outcome, asOf } = closings.reduce(laterOf);
  return [
    {
      type: "milepost.review.closed.v1",
      id: `${review}-closed`,
      key: goal,
      data: { review, goal, outcome, asOf: new Date(asOf).toISOString() },
    },
  ];
}

function forecasts({ ledger, ids }: Facts): readonly KnownAssessment[] {
  return ids.flatMap((id) => [...ledger.assessmentsOf(id).values()].flat());
}

function forecastOf({ id, period, asOf, pHit }: KnownAssessment): ReviewedForecast {
  return { assessment: id, period, asOf: new Date(asOf).toISOString(), pHit };
}
