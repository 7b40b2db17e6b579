import { createHash } from "node:crypto";
import type { Goal, GoalStaleData, Position } from "@milepost/contracts";
import { addDuration, dateStartsAt, localDate, windowDates } from "@milepost/contracts";
import { timeZoneOf } from "@milepost/plan";
import type { Defined, PlanState } from "@milepost/plan";
import type { News } from "../deployment.ts";
import type { Ledger } from "../ledger.ts";
import { laterOf } from "../ledger.ts";
import { dueKnowableAt } from "../measured-goal.ts";
import type { GoalEvents, KnownGoalEvent } from "./goal-events.ts";
import { laterEvent } from "./goal-events.ts";
import type { Silence } from "./silence.ts";
import { shortestSilence, silenceOf } from "./silence.ts";

const MARK_CHARACTERS = 16;

/** What the steps of silences are decided on. */
export interface SilenceSight {
  readonly plan: PlanState;
  readonly events: GoalEvents;
  readonly ledger: Ledger;
  /** When a value of the goal last arrived, as far as it was read; undefined: none did. */
  readonly valueOf: (goal: Goal) => KnownGoalEvent | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly memory: SilenceMemory;
}

/** What was found of a goal after its last event, and until when that stays so. */
interface Verdict {
  readonly lastAt: number | undefined;
  /** Null: it is not silent for too long. */
  readonly silence: Silence | null;
  readonly until: number;
}

/** What spares looks at goals: each is judged once a day at most, and of thousands most are heard of in time. */
export interface SilenceMemory {
  readonly verdicts: WeakMap<Goal, Verdict>;
  /** When the day after a goal's window begins in a time zone. */
  readonly overAt: WeakMap<Goal, { readonly timeZone: string; readonly at: number }>;
  /** How long silence may last at least, by cadence and grace. */
  readonly shortest: Map<string, number>;
}

/** Remembers nothing yet. */
export function createSilenceMemory(): SilenceMemory {
  return { verdicts: new WeakMap(), overAt: new WeakMap(), shortest: new Map() };
}

/** Goals whose silence has lasted too long, or has ended, as far as is known. */
export function silenceSteps(sight: SilenceSight, inputsPosition: Position): readonly News[] {
  return [...endings(sight), ...findings(sight, inputsPosition)];
}

function endings(sight: SilenceSight): readonly News[] {
  const { plan, events, now, memory } = sight;
  return [...events.open()].flatMap((spell) => {
    const goal = plan.goals.get(spell.goal)?.definition;
    const last = lastOf(sight, spell.goal, goal);
    if (last !== undefined && last.at > lastAtOf(spell)) return [ending(spell, last)];
    const isOver = goal === undefined || now >= overAt(goal, spell.timeZone, memory);
    return isOver || isFinished(sight, spell.goal, goal) ? [ending(spell, null)] : [];
  });
}

/** When the day after a goal's window begins, in epoch milliseconds. */
function overAt(goal: Goal, timeZone: string, memory: SilenceMemory): number {
  const known = memory.overAt.get(goal);
  if (known?.timeZone === timeZone) return known.at;
  const at = dayAfter(dateStartsAt(windowDates(goal.window).to, timeZone), timeZone);
  memory.overAt.set(goal, { timeZone, at });
  return at;
}

/** What a silence began with: another event ends it where it is later. */
function lastAtOf({ last, existsSince }: GoalStaleData): number {
  return Date.parse(last?.at ?? existsSince);
}

function ending({ goal, spell }: GoalStaleData, last: KnownGoalEvent | null): News {
  const event = last === null ? null : saidOf(last);
  const reason = last === null ? ("over" as const) : ("event" as const);
  return {
    type: "milepost.staleness.ended.v1",
    id: `${spell}-ended`,
    key: goal,
    data: { goal, spell, reason, event },
  };
}

function findings(sight: SilenceSight, inputsPosition: Position): readonly News[] {
  return [...sight.plan.goals.values()].flatMap((defined) => {
    const { id, definition: goal } = defined;
    if (goal.cadence === undefined || sight.events.openOf(id) !== undefined) return [];
    const last = lastOf(sight, id, goal);
    const silence = verdictOn(sight, defined, last);
    if (silence === null || isFinished(sight, id, goal)) return [];
    const found = finding(sight, defined, { silence, last, inputsPosition });
    return sight.events.isKnown(found.data.spell) ? [] : [found];
  });
}

/** Null: it is not silent for too long. */
function verdictOn(
  sight: SilenceSight,
  defined: Defined<Goal>,
  last: KnownGoalEvent | undefined,
): Silence | null {
  const { memory, now } = sight;
  const known = memory.verdicts.get(defined.definition);
  if (known !== undefined && known.lastAt === last?.at && now < known.until) return known.silence;
  const verdict = { lastAt: last?.at, ...judged(sight, defined, last) };
  memory.verdicts.set(defined.definition, verdict);
  return verdict.silence;
}

function judged(
  { plan, events, now, memory }: SilenceSight,
  { id, definition: goal, recordedAt }: Defined<Goal>,
  last: KnownGoalEvent | undefined,
): Omit<Verdict, "lastAt"> {
  const definedAt = events.definedAt(id) ?? Date.parse(recordedAt);
  const soonest = (last?.at ?? definedAt) + shortestOf(goal, memory);
  if (now < soonest) return { silence: null, until: soonest };
  const timeZone = zoneOf(plan, goal);
  const silence = silenceOf({ goal, timeZone, definedAt, lastAt: last?.at, now });
  const begins = dateStartsAt(windowDates(goal.window).from, timeZone);
  if (silence === null) return { silence, until: begins > now ? begins : Number.POSITIVE_INFINITY };
  if (silence.isStale) return { silence, until: dayAfter(now, timeZone) };
  return { silence: null, until: dayAfter(silence.since, timeZone) };
}

/** Silence is judged at the beginning of days. */
function dayAfter(instant: number, timeZone: string): number {
  return addDuration(dateStartsAt(localDate(instant, timeZone), timeZone), "P1D", timeZone);
}

function shortestOf(goal: Goal, { shortest }: SilenceMemory): number {
  const key = `${goal.cadence} ${goal.grace}`;
  const known = shortest.get(key) ?? shortestSilence(goal);
  shortest.set(key, known);
  return known;
}

interface Found {
  readonly silence: Silence;
  readonly last: KnownGoalEvent | undefined;
  readonly inputsPosition: Position;
}

function finding(
  { plan }: SilenceSight,
  { id, definition: goal }: Defined<Goal>,
  { silence, last, inputsPosition }: Found,
): News & { readonly data: GoalStaleData } {
  const spell = spellId(id, last?.at ?? silence.existsSince);
  const data: GoalStaleData = {
    goal: id,
    owner: goal.owner,
    spell,
    asOf: instantText(silence.asOf),
    timeZone: zoneOf(plan, goal),
    last: last === undefined ? null : saidOf(last),
    existsSince: instantText(silence.existsSince),
    since: instantText(silence.since),
    days: silence.days,
    cadence: silence.cadence,
    grace: silence.grace,
    inputsPosition,
  };
  return { type: "milepost.goal.stale.v1", id: `${spell}-stale`, key: id, data };
}

/** One silence is a goal after its last event: whoever finds it, and however often, gives it this id. */
function spellId(goal: string, lastAt: number): string {
  const mark = createHash("sha256")
    .update(`${goal}\n${instantText(lastAt)}`)
    .digest("hex");
  return `silence-${mark.slice(0, MARK_CHARACTERS)}`;
}

function lastOf(
  { events, valueOf }: SilenceSight,
  id: string,
  goal: Goal | undefined,
): KnownGoalEvent | undefined {
  return laterEvent(events.last(id), goal === undefined ? undefined : valueOf(goal));
}

/** Whether a goal needs nobody any more before its window is over: it has its outcome, or was to be reached once and is. */
function isFinished({ ledger, plan }: SilenceSight, id: string, goal: Goal | undefined): boolean {
  const closings = ledger.closingsOf(id);
  const due = closings.length === 0 || goal === undefined ? undefined : dueKnowableAt(plan, goal);
  // What is known to have ended before that was an earlier window.
  if (closings.some(({ asOf }) => asOf >= (due ?? 0))) return true;
  if (goal?.measure.evaluation !== "first-hit") return false;
  const made = [...ledger.assessmentsOf(id).values()].flat().filter(({ backtest }) => !backtest);
  const [first, ...more] = made;
  return first !== undefined && more.reduce(laterOf, first).pHit === 1;
}

function zoneOf(plan: PlanState, goal: Goal): string {
  const kpi = plan.kpis.get(goal.measure.kpi)?.definition;
  return kpi === undefined ? "UTC" : timeZoneOf(plan, kpi);
}

function saidOf({ id, kind, at }: KnownGoalEvent): NonNullable<GoalStaleData["last"]> {
  return { id, kind, at: instantText(at) };
}

function instantText(instant: number): string {
  return new Date(instant).toISOString();
}
