import { localDate } from "@milepost/contracts";
import type { FieldProblem, MilepostEvent, Topic } from "@milepost/contracts";
import type { EventLog, Placed } from "@milepost/event-log";
import type { Clock } from "@milepost/runtime";
import { MilepostError } from "@milepost/runtime";
import { commandId, keyPart, takenBefore } from "../commands/command-id.ts";
import type { KeyedTurns } from "../commands/keyed-turns.ts";

const SOURCE = "//milepost/ingest";

/** What a command needs to know of an alert. */
export interface KnownAlert {
  readonly alert: string;
  readonly goal: string;
  /** Time zone of the goal's KPI. */
  readonly timeZone: string;
  readonly cleared: boolean;
  readonly closed: boolean;
  /** Event ids of everything that people said to it. */
  readonly words: readonly string[];
}

export interface AlertCommandParts {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly findAlert: (alert: string) => Promise<KnownAlert | undefined>;
  /** What is wrong with the person who says it. */
  readonly personProblem: (actor: string) => FieldProblem | undefined;
  /** Resolves once appended records are in the tables. */
  readonly visible: (placed: readonly Placed[]) => Promise<void>;
  /** Resolves once the tables hold everything that a topic held at the call. */
  readonly topicVisible: (topic: Topic) => Promise<void>;
  /** Whatever is said to one alert is taken one after the other. */
  readonly inTurn: KeyedTurns;
}

/** Who says something, and in which words; these are kept apart, in the person store. */
export interface Saying {
  readonly actor: string;
  readonly text: string;
  readonly idempotencyKey?: string | undefined;
}

/** One kind of word: its event, and what may be wrong with what it says. */
export interface WordKind {
  /** What event ids begin with. */
  readonly name: string;
  /** What the person would do, as in "there is nothing to … any more". */
  readonly verb: string;
  /** What to say when its date is not possible. */
  readonly refusal: string;
  /** What is wrong with the date on a local date. */
  readonly problem: (today: string) => FieldProblem | undefined;
  readonly event: (known: KnownAlert, actor: string) => Pick<MilepostEvent, "type" | "data">;
}

/** What was said, once everybody sees it. */
export interface Said {
  /** Id of the event; the words are in the person store under it. */
  readonly id: string;
  readonly alert: string;
  readonly goal: string;
}

/** Appends what a person says to an alert; the same idempotency key again finds its own event. */
export async function sayToAlert(
  alert: string,
  words: { readonly kind: WordKind; readonly saying: Saying },
  parts: AlertCommandParts,
): Promise<Said> {
  return parts.inTurn(alert, async () => {
    // What was appended before this process began may not be in the tables yet.
    if (words.saying.idempotencyKey !== undefined) await parts.topicVisible("assessments");
    return say(await requireAlert(alert, parts), words, parts);
  });
}

async function say(
  known: KnownAlert,
  { kind, saying }: { readonly kind: WordKind; readonly saying: Saying },
  parts: AlertCommandParts,
): Promise<Said> {
  const { alert, goal } = known;
  const { actor, text, idempotencyKey } = saying;
  const word = kind.event(known, actor);
  const id = commandId({ name: kind.name, about: alert, idempotencyKey, contents: [word.data, text] });
  const said = { id, alert, goal };
  const underKey = known.words.find((one) => keyPart(one) === keyPart(id));
  if (takenBefore(id, underKey)) return said;
  refuseWhenOver(known, kind.verb);
  refuse("The plan does not know this person", parts.personProblem(actor));
  const now = parts.clock.now();
  refuse(kind.refusal, kind.problem(localDate(now, known.timeZone)));
  const time = new Date(now).toISOString();
  const envelope = { specversion: "1.0", source: SOURCE, time, recordedtime: time, actor } as const;
  const note: MilepostEvent = {
    ...envelope,
    id: `note-${id}`,
    type: "milepost.note.recorded.v1",
    causationid: id,
    data: { about: id, person: actor, text },
  };
  const event = { ...envelope, id, subject: alert, ...word } as MilepostEvent;
  const placed = await parts.log.append([
    { topic: "people", key: id, event: note },
    { topic: "assessments", key: goal, event },
  ]);
  await parts.visible(placed);
  return said;
}

/** An alert that there is. */
export async function requireAlert(
  alert: string,
  { findAlert }: Pick<AlertCommandParts, "findAlert">,
): Promise<KnownAlert> {
  const known = await findAlert(alert);
  if (known !== undefined) return known;
  throw new MilepostError("not_found", `There is no alert "${alert}"; GET /v1/alerts lists them`);
}

/** Refuses to say anything to an alert that has ended. */
export function refuseWhenOver({ alert, cleared, closed }: KnownAlert, verb: string): void {
  if (closed) throw new MilepostError("conflict", `Alert "${alert}" is closed: its goal has its outcome`);
  if (cleared)
    throw new MilepostError("conflict", `Alert "${alert}" was cleared: there is nothing to ${verb}`);
}

function refuse(message: string, problem: FieldProblem | undefined): void {
  if (problem === undefined) return;
  throw new MilepostError("invalid_input", message, { details: { problems: [problem] } });
}
