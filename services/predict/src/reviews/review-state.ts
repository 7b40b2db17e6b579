import type {
  EventOfType,
  ExternalReportedData,
  MilepostEvent,
  ReviewedForecast,
  ReviewOpenedData,
} from "@milepost/contracts";

/** Something that happened outside, as the log has it. */
export interface KnownReport extends Pick<ExternalReportedData, "report" | "kind" | "title" | "matched"> {
  /** When it happened, and when it was taken in: epoch milliseconds. */
  readonly happenedAt: number;
  readonly takenAt: number;
  readonly offset: number;
}

/** A goal that is looked at out of its cycle. */
export interface KnownReview extends Pick<ReviewOpenedData, "review" | "goal" | "report" | "before"> {
  /** The first forecast after it; null: there is none yet. */
  readonly after: ReviewedForecast | null;
  /** Somebody concluded it, or the goal ended before. */
  readonly over: boolean;
}

/** What was reported of the world outside, and which reviews that opened. */
export interface ReviewState {
  take(event: MilepostEvent, offset: number): void;
  reports(): Iterable<KnownReport>;
  report(id: string): KnownReport | undefined;
  reviews(): Iterable<KnownReview>;
  review(id: string): KnownReview | undefined;
}

const REVIEW_EVENTS = [
  "milepost.external.reported.v1",
  "milepost.review.opened.v1",
  "milepost.review.reassessed.v1",
  "milepost.review.closed.v1",
  "milepost.review.concluded.v1",
] as const;

function isReviewEvent(event: MilepostEvent): event is EventOfType<(typeof REVIEW_EVENTS)[number]> {
  return REVIEW_EVENTS.some((type) => type === event.type);
}

/** Opens an empty state; everything in it can be read from the log again. */
export function createReviewState(): ReviewState {
  const reports = new Map<string, KnownReport>();
  const reviews = new Map<string, KnownReview>();
  const change = (id: string, changes: Partial<KnownReview>): void => {
    const known = reviews.get(id);
    if (known !== undefined) reviews.set(id, { ...known, ...changes });
  };
  return {
    take: (event, offset) => {
      if (!isReviewEvent(event)) return;
      switch (event.type) {
        case "milepost.external.reported.v1":
          // The same event again is the same report: the first one counts.
          if (!reports.has(event.data.report)) reports.set(event.data.report, reportOf(event, offset));
          return;
        case "milepost.review.opened.v1": {
          const { review, goal, report, before } = event.data;
          if (!reviews.has(review))
            reviews.set(review, { review, goal, report, before, after: null, over: false });
          return;
        }
        case "milepost.review.reassessed.v1":
          if (reviews.get(event.data.review)?.after === null)
            change(event.data.review, { after: event.data.after });
          return;
        case "milepost.review.closed.v1":
        case "milepost.review.concluded.v1":
          return change(event.data.review, { over: true });
      }
    },
    reports: () => reports.values(),
    report: (id) => reports.get(id),
    reviews: () => reviews.values(),
    review: (id) => reviews.get(id),
  };
}

function reportOf(
  { data, time, recordedtime }: EventOfType<"milepost.external.reported.v1">,
  offset: number,
): KnownReport {
  const { report, kind, title, matched } = data;
  const takenAt = Date.parse(recordedtime ?? time);
  return { report, kind, title, matched, happenedAt: Date.parse(time), takenAt, offset };
}
