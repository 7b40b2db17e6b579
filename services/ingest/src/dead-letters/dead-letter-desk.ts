import { deadLetterId, deadLetterPlace, keptPayload } from "@milepost/contracts";
import type { DeadLetterData, DeadLetterResolvedData, FieldProblem, LogPlace } from "@milepost/contracts";
import { recordAt } from "@milepost/event-log";
import type { EventLog, NewRecord, Placed } from "@milepost/event-log";
import type { Clock } from "@milepost/runtime";
import { MilepostError } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { deadLetter } from "@milepost/store/queries/dead-letters";
import type { DeadLetterRow } from "@milepost/store/queries/dead-letters";
import { kpisOf } from "../events/take-events.ts";
import type { JudgeContext } from "../events/observation-problems.ts";
import type { DeadLetterStep } from "../steps.ts";
import { resolutionId, resolvedRecord, triedRecord } from "./dead-letter-events.ts";
import { describeResolved } from "./describe-resolved.ts";
import type { DeadLetterResolved } from "./describe-resolved.ts";
import { judgeReplay } from "./judge-replay.ts";
import type { OriginalRecord } from "./judge-replay.ts";
import { keyedTurns } from "../commands/keyed-turns.ts";
import { standingReplacement } from "./standing-replacement.ts";

export interface DeadLetterDeskParts {
  readonly log: EventLog;
  readonly store: Store;
  readonly clock: Clock;
  readonly context: () => JudgeContext;
  /** What is wrong with the person who decides. */
  readonly personProblem: (actor: string) => FieldProblem | undefined;
  /** Resolves once the tables hold what was placed. */
  readonly visible: (placed: readonly Placed[]) => Promise<void>;
  /** Resolves once the tables hold everything that is in the log's topic now. */
  readonly topicVisible: (topic: LogPlace["topic"]) => Promise<void>;
  readonly onAppended: (kpis: ReadonlySet<string>, placed: readonly Placed[]) => void;
  readonly onStep?: ((step: DeadLetterStep) => void) | undefined;
}

/** Who decides, and why. */
export interface Resolving {
  readonly by: string;
  readonly reason?: string | undefined;
  readonly idempotencyKey?: string | undefined;
}

export interface Replay extends Resolving {
  /** What the record should have said; absent: it is tried again as it stands. */
  readonly event?: Readonly<Record<string, unknown>> | undefined;
}

/** Deals with records that could not be processed; once an answer is there, everybody sees it. */
export interface DeadLetterDesk {
  /** Appends a record that stands for the dead one; fails with `invalid_input` when it is refused, and the letter stays. */
  replay(id: string, replay: Replay): Promise<DeadLetterResolved>;
  /** Decides that nothing stands for it; the record stays in the log. */
  discard(id: string, resolving: Resolving): Promise<DeadLetterResolved>;
}

/** Opens the desk; one thing at a time happens to a letter. */
export function openDeadLetterDesk(parts: DeadLetterDeskParts): DeadLetterDesk {
  const inTurn = keyedTurns();
  return {
    replay: (id, replay) => inTurn(id, () => replayLetter(id, replay, parts)),
    discard: (id, resolving) => inTurn(id, () => discardLetter(id, resolving, parts)),
  };
}

async function discardLetter(
  id: string,
  resolving: Resolving,
  parts: DeadLetterDeskParts,
): Promise<DeadLetterResolved> {
  const { letter, resolution, isDone } = await take(id, resolving, parts);
  if (isDone) return describeResolved(letter, parts);
  return resolve({ letter, resolution }, { ...saidBy(resolving), resolution: "discarded" }, parts);
}

async function replayLetter(
  id: string,
  replay: Replay,
  parts: DeadLetterDeskParts,
): Promise<DeadLetterResolved> {
  const { letter, resolution, isDone } = await take(id, replay, parts);
  if (isDone) return describeResolved(letter, parts);
  const place = placeOf(letter);
  const attempt = letter.attempts + 1;
  const original = await originalOf(letter, parts);
  const asked = { place, original, corrected: replay.event, attempt, by: replay.by };
  const verdict = judgeReplay(asked, parts.context());
  if (!verdict.ok) return refused(letter, { replay, problems: verdict.problems }, parts);
  const replacement = await append(verdict.record, place, parts);
  await parts.visible([replacement]);
  if (verdict.isUnchanged) {
    // What the tables refuse again is a try of this letter: the projector counts it before it goes on.
    const now = await read(place, parts);
    if (now.attempts >= attempt) throw failedAgain(now, [refusalOf(now)]);
  }
  parts.onStep?.("resolving");
  return resolve({ letter, resolution }, { ...saidBy(replay), resolution: "replayed", replacement }, parts);
}

interface Taken {
  readonly letter: DeadLetterRow;
  /** Id of the event that will resolve it. */
  readonly resolution: string;
  /** The same command was given before. */
  readonly isDone: boolean;
}

/** The letter, when there is one and it may still be resolved by this command. */
async function take(
  id: string,
  { by, idempotencyKey }: Resolving,
  parts: DeadLetterDeskParts,
): Promise<Taken> {
  const place = deadLetterPlace(id);
  if (place === undefined) throw noLetter(id);
  const letter = await read(place, parts);
  const resolution = resolutionId(id, idempotencyKey);
  const isDone = letter.resolution_event === resolution;
  if (!isDone && letter.status !== "open") throw resolvedBefore(letter);
  const problem = parts.personProblem(by);
  if (problem !== undefined) {
    throw new MilepostError("invalid_input", "The plan does not know this person", {
      details: { problems: [problem] },
    });
  }
  return { letter, resolution, isDone };
}

async function read(place: LogPlace, { store, topicVisible }: DeadLetterDeskParts): Promise<DeadLetterRow> {
  await topicVisible("dead-letters");
  const [letter] = await store.query(deadLetter(place));
  if (letter === undefined) throw noLetter(deadLetterId(place));
  return letter;
}

async function originalOf(
  letter: DeadLetterRow,
  { log }: DeadLetterDeskParts,
): Promise<OriginalRecord | undefined> {
  const place = placeOf(letter);
  const record = await recordAt(log, place);
  // In a log that was copied into more partitions, another record may stand there.
  return record !== undefined && keptPayload(place.topic, record.text) === letter.payload
    ? record
    : undefined;
}

async function append(record: NewRecord, dead: LogPlace, parts: DeadLetterDeskParts): Promise<LogPlace> {
  const { log, topicVisible, onAppended, onStep } = parts;
  const { topic: into } = record;
  // The tables tell whose an id is.
  if (into === "observations" || into === "records") await topicVisible(into);
  const standing = await standingReplacement(record, dead, parts);
  if (standing !== undefined) return standing;
  const placed = await log.append([record]);
  if (record.topic === "observations") onAppended(kpisOf([record]), placed);
  onStep?.("replaced");
  const [{ topic, partition, offset }] = placed as [Placed];
  return { topic, partition, offset };
}

/** A correction that is refused changes nothing; the record itself was tried once more. */
async function refused(
  letter: DeadLetterRow,
  { replay, problems }: { readonly replay: Replay; readonly problems: readonly FieldProblem[] },
  parts: DeadLetterDeskParts,
): Promise<never> {
  if (replay.event !== undefined) {
    throw new MilepostError("invalid_input", "The corrected event was refused; the dead letter stays", {
      details: { problems: problems.map((problem) => ({ ...problem, field: `event.${problem.field}` })) },
    });
  }
  const attempt = letter.attempts + 1;
  const { code = letter.code } = problems[0] ?? {};
  const reason = problems
    .map(({ field, message }) => (field === "" ? message : `${field}: ${message}`))
    .join("; ");
  const data: DeadLetterData = { ...placeOf(letter), code, reason, payload: letter.payload, attempt };
  await parts.visible(await parts.log.append([triedRecord(parts.clock.now(), replay.by, data)]));
  throw failedAgain({ ...letter, attempts: attempt }, problems);
}

function failedAgain(
  { dead_letter: id, attempts }: DeadLetterRow,
  problems: readonly FieldProblem[],
): MilepostError {
  const title = `Dead letter "${id}" could not be processed as it stands; it was tried ${attempts} times`;
  return new MilepostError("invalid_input", title, { details: { problems } });
}

function refusalOf({ code, reason }: DeadLetterRow): FieldProblem {
  return { field: "", code, message: reason, fix: "send in `event` what it should have said" };
}

async function resolve(
  { letter, resolution }: Pick<Taken, "letter" | "resolution">,
  how: Omit<DeadLetterResolvedData, keyof LogPlace>,
  parts: DeadLetterDeskParts,
): Promise<DeadLetterResolved> {
  const data = { ...placeOf(letter), ...how } as DeadLetterResolvedData;
  const placed = await parts.log.append([resolvedRecord(resolution, parts.clock.now(), data)]);
  parts.onStep?.("resolved");
  await parts.visible(placed);
  const after = await read(placeOf(letter), parts);
  // Another process may have been first; the log's order arbitrates.
  if (after.resolution_event !== resolution) throw resolvedBefore(after);
  return describeResolved(after, parts);
}

function saidBy({ by, reason }: Resolving): Pick<DeadLetterResolvedData, "by" | "reason"> {
  return { by, ...(reason === undefined ? {} : { reason }) };
}

function placeOf({ topic, partition, offset }: DeadLetterRow): LogPlace {
  return { topic: topic as LogPlace["topic"], partition, offset };
}

function noLetter(id: string): MilepostError {
  return new MilepostError("not_found", `There is no dead letter "${id}"; GET /v1/dead-letters lists them`);
}

function resolvedBefore(letter: DeadLetterRow): MilepostError {
  const { dead_letter: id, status, resolved_by: by, resolved_at: at, replacement_topic: topic } = letter;
  const where = `${topic}/${letter.replacement_partition} offset ${letter.replacement_offset}`;
  const instead = topic === null ? "" : `; ${where} stands for it`;
  return new MilepostError("conflict", `Dead letter "${id}" was ${status} by ${by} at ${at}${instead}`);
}
