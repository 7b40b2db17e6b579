import { hash, randomUUID } from "node:crypto";
import type { FieldProblem, MilepostEvent, ReviewDecision } from "@milepost/contracts";
import type { EventLog, Placed } from "@milepost/event-log";
import type { Clock } from "@milepost/runtime";
import { MilepostError } from "@milepost/runtime";
import type { ReviewStandingRow } from "@milepost/store/queries/reviews";

const SOURCE = "//milepost/ingest";

export interface Conclusion {
  readonly decision: ReviewDecision;
  /** In the person's words. */
  readonly text: string;
  readonly actor: string;
  readonly idempotencyKey?: string | undefined;
}

/** What a review came to, once everybody sees it. */
export interface Concluded {
  /** Id of the event; the words are in the person store under it. */
  readonly id: string;
  readonly review: string;
  readonly goal: string;
  readonly decision: ReviewDecision;
}

export interface ReviewCommandParts {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly findReview: (review: string) => Promise<ReviewStandingRow | undefined>;
  /** What is wrong with the person who says it. */
  readonly personProblem: (actor: string) => FieldProblem | undefined;
  /** Resolves once appended records are in the tables. */
  readonly visible: (placed: readonly Placed[]) => Promise<void>;
}

/** Closes a review with what somebody concluded; the same idempotency key again finds its own event. */
export async function concludeReview(
  review: string,
  { decision, text, actor, idempotencyKey }: Conclusion,
  parts: ReviewCommandParts,
): Promise<Concluded> {
  const known = await parts.findReview(review);
  if (known === undefined) {
    throw new MilepostError("not_found", `There is no review "${review}"; GET /v1/reviews lists them`);
  }
  const { goal, concluded, closed, words } = known;
  const said = { id: eventId(review, idempotencyKey), review, goal, decision };
  if (words.includes(said.id)) return said;
  if (concluded) throw new MilepostError("conflict", `Review "${review}" has its conclusion already`);
  if (closed) {
    const message = `Goal "${goal}" has ended, and review "${review}" was closed with its outcome`;
    throw new MilepostError("conflict", message);
  }
  const problem = parts.personProblem(actor);
  if (problem !== undefined) {
    const details = { problems: [problem] };
    throw new MilepostError("invalid_input", "The plan does not know this person", { details });
  }
  const { id } = said;
  const time = new Date(parts.clock.now()).toISOString();
  const envelope = { specversion: "1.0", source: SOURCE, time, recordedtime: time, actor } as const;
  const note: MilepostEvent = {
    ...envelope,
    id: `note-${id}`,
    type: "milepost.note.recorded.v1",
    causationid: id,
    data: { about: id, person: actor, text },
  };
  const event: MilepostEvent = {
    ...envelope,
    id,
    subject: review,
    type: "milepost.review.concluded.v1",
    data: { review, goal, by: actor, decision },
  };
  const placed = await parts.log.append([
    { topic: "people", key: id, event: note },
    { topic: "assessments", key: goal, event },
  ]);
  await parts.visible(placed);
  return said;
}

/** The same key gives the same id, so that a repeated command finds its own event. */
function eventId(review: string, key: string | undefined): string {
  if (key === undefined) return `conclusion-${randomUUID()}`;
  return `conclusion-${hash("sha256", `${review}/${key}`, "hex").slice(0, 32)}`;
}
