import { hash, randomUUID } from "node:crypto";
import { localDate } from "@milepost/contracts";
import type { FieldProblem } from "@milepost/contracts";
import type { EventLog, Placed } from "@milepost/event-log";
import type { Clock } from "@milepost/runtime";
import { MilepostError } from "@milepost/runtime";

const SOURCE = "//milepost/ingest";

/** What acknowledging needs to know of an alert. */
export interface KnownAlert {
  readonly alert: string;
  readonly goal: string;
  /** Time zone of the goal's KPI. */
  readonly timeZone: string;
  readonly cleared: boolean;
  readonly closed: boolean;
  /** Event ids of its acknowledgements. */
  readonly acknowledgements: readonly string[];
}

export interface Acknowledgement {
  /** What will be done, in the person's words. */
  readonly plan: string;
  /** Local date on which to look again. */
  readonly reviewDate: string;
  readonly actor: string;
  readonly idempotencyKey?: string | undefined;
}

/** What became of an acknowledgement. */
export interface Acknowledged {
  /** Id of the event; the plan's words are in the person store under it. */
  readonly id: string;
  readonly alert: string;
  readonly goal: string;
  readonly reviewDate: string;
}

export interface AcknowledgeParts {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly findAlert: (alert: string) => Promise<KnownAlert | undefined>;
  /** What is wrong with the person who takes it on. */
  readonly personProblem: (actor: string) => FieldProblem | undefined;
  /** Resolves once appended records are in the tables. */
  readonly visible: (placed: readonly Placed[]) => Promise<void>;
}

/** Takes an alert on with a plan and a review date; resolves once everybody sees it. */
export async function acknowledge(
  alert: string,
  request: Acknowledgement,
  parts: AcknowledgeParts,
): Promise<Acknowledged> {
  const known = await parts.findAlert(alert);
  if (known === undefined) {
    throw new MilepostError("not_found", `There is no alert "${alert}"; GET /v1/alerts lists them`);
  }
  const { plan, reviewDate, actor, idempotencyKey } = request;
  const acknowledged = { id: eventId(alert, idempotencyKey), alert, goal: known.goal, reviewDate };
  if (known.acknowledgements.includes(acknowledged.id)) return acknowledged;
  refuseWhenOver(known);
  refuseUnknownPerson(parts.personProblem(actor));
  const now = parts.clock.now();
  refusePast(reviewDate, localDate(now, known.timeZone));
  const time = new Date(now).toISOString();
  const envelope = { specversion: "1.0", source: SOURCE, time, recordedtime: time, actor } as const;
  const { id, goal } = acknowledged;
  const placed = await parts.log.append([
    {
      topic: "people",
      key: id,
      event: {
        ...envelope,
        id: `note-${id}`,
        type: "milepost.note.recorded.v1",
        causationid: id,
        data: { about: id, person: actor, text: plan },
      },
    },
    {
      topic: "assessments",
      key: goal,
      event: {
        ...envelope,
        id,
        type: "milepost.alert.acknowledged.v1",
        subject: alert,
        data: { alert, goal, by: actor, reviewDate },
      },
    },
  ]);
  await parts.visible(placed);
  return acknowledged;
}

/** The same key gives the same id, so that a repeated command finds its own event. */
function eventId(alert: string, key: string | undefined): string {
  if (key === undefined) return `acknowledgement-${randomUUID()}`;
  return `acknowledgement-${hash("sha256", `${alert}/${key}`, "hex").slice(0, 32)}`;
}

function refuseWhenOver({ alert, cleared, closed }: KnownAlert): void {
  if (closed) throw new MilepostError("conflict", `Alert "${alert}" is closed: its goal has its outcome`);
  if (cleared)
    throw new MilepostError("conflict", `Alert "${alert}" was cleared: there is nothing to take on`);
}

function refuseUnknownPerson(problem: FieldProblem | undefined): void {
  if (problem === undefined) return;
  throw new MilepostError("invalid_input", "The plan does not know this person", {
    details: { problems: [problem] },
  });
}

function refusePast(reviewDate: string, today: string): void {
  if (reviewDate >= today) return;
  const problem = {
    field: "body.reviewDate",
    code: "in_the_past",
    message: `${reviewDate} is over: this deployment's clock is at ${today}`,
    fix: `send ${today} or a later date`,
  };
  throw new MilepostError("invalid_input", "The review date is over", { details: { problems: [problem] } });
}
