import type { EventOfType, FieldProblem, Goal, MilepostEvent } from "@milepost/contracts";
import { localDate, nearestIds, windowDates } from "@milepost/contracts";
import type { EventLog, Placed } from "@milepost/event-log";
import type { Defined, PlanState } from "@milepost/plan";
import { currentId, timeZoneOf } from "@milepost/plan";
import type { Clock } from "@milepost/runtime";
import { MilepostError } from "@milepost/runtime";
import { commandId, takenBefore } from "../commands/command-id.ts";
import type { KeyedTurns } from "../commands/keyed-turns.ts";
import type { PlanReader } from "../plans/follow-plan.ts";
import { NOBODY } from "../alerts/person-problem.ts";
import type { SaidOfGoal } from "./said-of-goals.ts";

const SOURCE = "//milepost/ingest";

export interface GoalCommandParts {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly plan: Pick<PlanReader, "caughtUp" | "state" | "said">;
  /** What is wrong with the person who says it. */
  readonly personProblem: (actor: string) => FieldProblem | undefined;
  /** Resolves once appended records are in the tables. */
  readonly visible: (placed: readonly Placed[]) => Promise<void>;
  /** Whatever is said of one goal is taken one after the other. */
  readonly inTurn: KeyedTurns;
}

/** Who says something, and in which words; these are kept apart, in the person store. */
export interface SayingOfGoal {
  readonly actor: string;
  /** Empty: nothing. */
  readonly text: string;
  readonly idempotencyKey?: string | undefined;
}

/** What the plan says of a goal, at a moment. */
export interface GoalSight {
  readonly id: string;
  readonly goal: Goal;
  readonly plan: PlanState;
  /** Local date in the goal's time zone. */
  readonly today: string;
}

/** One kind of word: its event, and what may be wrong with it. */
export interface GoalWordKind<Type extends SaidOfGoal["type"]> {
  /** What event ids begin with. */
  readonly name: string;
  /** What to say when it cannot be taken. */
  readonly refusal: string;
  readonly problem: (sight: GoalSight) => FieldProblem | undefined;
  readonly event: (goal: string, actor: string) => Pick<EventOfType<Type>, "type" | "data">;
}

/**
 * Appends what a person says of a goal, and gives the event once everybody sees it; the same idempotency key again finds
 * its own event, and appends nothing.
 */
export async function sayOfGoal<Type extends SaidOfGoal["type"]>(
  goal: string,
  words: { readonly kind: GoalWordKind<Type>; readonly saying: SayingOfGoal },
  parts: GoalCommandParts,
): Promise<EventOfType<Type>> {
  await parts.plan.caughtUp();
  const known = goalOf(parts.plan.state(), goal);
  return parts.inTurn(known.id, async () => {
    await parts.plan.caughtUp();
    return say(known, words, parts);
  });
}

async function say<Type extends SaidOfGoal["type"]>(
  known: Defined<Goal>,
  { kind, saying }: { readonly kind: GoalWordKind<Type>; readonly saying: SayingOfGoal },
  parts: GoalCommandParts,
): Promise<EventOfType<Type>> {
  const { plan, clock } = parts;
  const { actor, text, idempotencyKey } = saying;
  const word = kind.event(known.id, actor);
  const id = commandId({ name: kind.name, about: known.id, idempotencyKey, contents: [word.data, text] });
  const before = plan.said.under(id);
  if (takenBefore(id, before?.id)) return before as EventOfType<Type>;

  const now = clock.now();
  const sight = sightOf(plan.state(), known, now);
  refuseWhenOver(sight);
  refuse("The plan does not know this person", parts.personProblem(actor));
  refuse("Only a person can say this", nobodyProblem(actor, sight.plan));
  refuse(kind.refusal, kind.problem(sight));
  const time = new Date(now).toISOString();
  const envelope = { specversion: "1.0", source: SOURCE, time, recordedtime: time, actor } as const;
  const event = { ...envelope, id, subject: known.id, ...word } as EventOfType<Type>;
  const data = { about: id, person: actor, text };
  const note: MilepostEvent = {
    ...envelope,
    id: `note-${id}`,
    type: "milepost.note.recorded.v1",
    causationid: id,
    data,
  };
  const placed = await parts.log.append([
    ...(text === "" ? [] : [{ topic: "people", key: id, event: note } as const]),
    { topic: "strategy", key: known.id, event },
  ]);
  await parts.visible(placed);
  return event;
}

/** The goal of an id, also of one that it had before it was renamed. */
function goalOf(plan: PlanState, id: string): Defined<Goal> {
  const known = plan.goals.get(currentId(plan, "goal", id));
  if (known !== undefined) return known;
  // Private goals are named to nobody who does not know them.
  const visible = [...plan.goals.values()].filter(({ definition }) => !definition.private);
  const near = nearestIds(
    id,
    visible.map((one) => one.id),
  ).map((one) => `"${one}"`);
  const fix = near.length > 0 ? `did you mean ${near.join(" or ")}?` : "GET /v1/goals lists them";
  const problem = { field: "params.goal", code: "unknown_goal", message: `there is no goal "${id}"`, fix };
  throw new MilepostError("not_found", `There is no goal "${id}"; ${fix}`, {
    details: { problems: [problem] },
  });
}

function sightOf(plan: PlanState, { id, definition: goal }: Defined<Goal>, now: number): GoalSight {
  const kpi = plan.kpis.get(goal.measure.kpi)?.definition;
  const timeZone = kpi === undefined ? "UTC" : timeZoneOf(plan, kpi);
  return { id, goal, plan, today: localDate(now, timeZone) };
}

function refuseWhenOver({ id, goal, today }: GoalSight): void {
  const { to } = windowDates(goal.window);
  if (today <= to) return;
  const message = `The window of goal "${id}" ended on ${to}, and this deployment's clock is at ${today}: nothing can be said ahead any more`;
  throw new MilepostError("conflict", message);
}

/** What is said must be somebody's word: a connector, a job or a script that names nobody never checks in. */
function nobodyProblem(actor: string, { people }: PlanState): FieldProblem | undefined {
  const isProgram = PROGRAMS.some((prefix) => actor.startsWith(prefix));
  if (!isProgram && (people.size === 0 || !NOBODY.includes(actor))) return undefined;
  return {
    field: "actor",
    code: "no_person",
    message: `"${actor}" is no person, and only people can say what they think of a goal`,
    fix: "name a person of the plan in the header milepost-actor (`--by` of the CLI)",
  };
}

const PROGRAMS: readonly string[] = ["connector:", "milepost:"];

function refuse(message: string, problem: FieldProblem | undefined): void {
  if (problem === undefined) return;
  throw new MilepostError("invalid_input", message, { details: { problems: [problem] } });
}
