import type { MilepostEvent, ReviewDecision } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import type { ReviewStandingRow } from "@milepost/store/queries/reviews";
import type { AlertCommandParts } from "../alerts/say-to-alert.ts";
import { commandId, keyPart, takenBefore } from "../commands/command-id.ts";

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

export interface ReviewCommandParts extends Omit<AlertCommandParts, "findAlert"> {
  readonly findReview: (review: string) => Promise<ReviewStandingRow | undefined>;
}

/** Closes a review with what somebody concluded; the same idempotency key again finds its own event. */
export async function concludeReview(
  review: string,
  conclusion: Conclusion,
  parts: ReviewCommandParts,
): Promise<Concluded> {
  return parts.inTurn(review, async () => {
    // What was appended before this process began may not be in the tables yet.
    if (conclusion.idempotencyKey !== undefined) await parts.topicVisible("assessments");
    return conclude(review, conclusion, parts);
  });
}

async function conclude(
  review: string,
  { decision, text, actor, idempotencyKey }: Conclusion,
  parts: ReviewCommandParts,
): Promise<Concluded> {
  const known = await parts.findReview(review);
  if (known === undefined) {
    throw new MilepostError("not_found", `There is no review "${review}"; GET /v1/reviews lists them`);
  }
  const { goal, concluded, closed, words } = known;
  const contents = { actor, decision, text };
  const id = commandId({ name: "conclusion", about: review, idempotencyKey, contents });
  const said = { id, review, goal, decision };
  const underKey = words.find((one) => keyPart(one) === keyPart(id));
  if (takenBefore(id, underKey)) return said;
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
