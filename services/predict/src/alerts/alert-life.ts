import { addDuration, dateStartsAt, localDate } from "@milepost/contracts";
import { roundFigure } from "@milepost/scoring";
import type { AlertNews } from "./alert-events.ts";
import { ranOutId } from "./alert-occasion.ts";
import { waitOf } from "./alert-state.ts";
import type { KnownAlert, Word } from "./known-alert.ts";
import { holderOf, isStanding } from "./known-alert.ts";

/** A goal's chance at its last complete period. */
export interface NewestChance {
  readonly period: string;
  /** Null: it cannot be told. */
  readonly pHit: number | null;
  /** Epoch milliseconds. */
  readonly asOf: number;
}

/** What the steps of an alert's life are decided on. */
export interface LifeSight {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Time zone in which local dates begin. */
  readonly timeZone: string;
  /** ISO 8601 duration; undefined: nothing is escalated. */
  readonly acknowledgeWithin: string | undefined;
  /** The person accountable for the goal now. */
  readonly owner: string;
  /** Who has an unanswered alert next, one after the other. */
  readonly chain: readonly string[];
  /** How much better a chance has to be to count as improved. */
  readonly hysteresis: number;
  /** Undefined while the last complete period is not assessed: nothing is decided by chances. */
  readonly newest: NewestChance | undefined;
  /** The last chance that was known at an instant; null: none. */
  readonly chanceAt: (instant: number) => number | null;
}

/**
 * The steps that an alert of an open goal takes because time passed, its chance changed, or the plan names other people:
 * a word runs out or shows effect, an alert is handed over, or escalated. What it decides stands in the log afterwards, so
 * deciding again decides nothing new.
 */
export function decideLife(alert: KnownAlert, sight: LifeSight): readonly AlertNews[] {
  if (!isStanding(alert) || alert.backtest) return [];
  const steps = [...wordSteps(alert, sight), ...reassignment(alert, sight)];
  return steps.length > 0 ? steps : escalation(alert, sight);
}

/** Whether a chance has improved: by the hysteresis at least, compared without the noise of the last digits. */
export function isImproved(now: number, before: number, hysteresis: number): boolean {
  return now > before && (roundFigure(now - before) ?? 0) >= (roundFigure(hysteresis) ?? 0);
}

function wordSteps(alert: KnownAlert, sight: LifeSight): readonly AlertNews[] {
  const { word } = alert;
  if (word === null || alert.ranOut[word.id] !== undefined) return [];
  const endsAt = wordEndsAt(word, sight.timeZone);
  if (word.kind === "acknowledged") return review(alert, { ...sight, word, endsAt });
  return sight.now < endsAt ? [] : [woken(alert, word, endsAt)];
}

/** A word holds until its date begins; one that names the day it was said on, until that day is over. */
function wordEndsAt({ at, until }: Word, timeZone: string): number {
  const said = localDate(at, timeZone);
  if (until > said) return dateStartsAt(until, timeZone);
  return addDuration(dateStartsAt(said, timeZone), "P1D", timeZone);
}

function woken({ alert, goal }: KnownAlert, word: Word, endsAt: number): AlertNews {
  return {
    type: "milepost.alert.woken.v1",
    id: ranOutId({ alert }, word),
    key: goal,
    data: { alert, goal, asOf: new Date(endsAt).toISOString(), snooze: word.id },
  };
}

interface Review extends LifeSight {
  readonly word: Word;
  /** When the review is due, in epoch milliseconds. */
  readonly endsAt: number;
}

function review(alert: KnownAlert, sight: Review): readonly AlertNews[] {
  const { word, newest, endsAt, now, hysteresis } = sight;
  if (newest === undefined) return [];
  const before = sight.chanceAt(word.at) ?? alert.pHit;
  const found = { alert, word, newest, before };
  if (newest.pHit !== null && isImproved(newest.pHit, before, hysteresis)) {
    return alert.recovering.includes(word.id) ? [] : [reviewed("recovering", found, newest.asOf)];
  }
  return now < endsAt ? [] : [reviewed("reopened", found, Math.max(endsAt, newest.asOf))];
}

interface Found {
  readonly alert: KnownAlert;
  readonly word: Word;
  readonly newest: NewestChance;
  /** Chance when the alert was acknowledged. */
  readonly before: number;
}

function reviewed(end: "recovering" | "reopened", found: Found, asOf: number): AlertNews {
  const { alert, word, newest, before } = found;
  const data = {
    alert: alert.alert,
    goal: alert.goal,
    asOf: new Date(asOf).toISOString(),
    period: newest.period,
    acknowledgement: word.id,
    pHit: newest.pHit,
    pHitBefore: before,
  };
  return {
    type: `milepost.alert.${end}.v1`,
    id: end === "reopened" ? ranOutId(alert, word) : `${alert.alert}-recovering-${word.id}`,
    key: alert.goal,
    data,
  };
}

/** An alert is never with somebody who has no part in its goal any more. */
function reassignment(alert: KnownAlert, { owner, chain }: LifeSight): readonly AlertNews[] {
  const { person, level } = holderOf(alert);
  if (person === owner || (level > 0 && chain.includes(person))) return [];
  const to = level === 0 ? owner : (nextOf(alert, chain) ?? owner);
  return [
    {
      type: "milepost.alert.reassigned.v1",
      id: `${alert.alert}-reassigned-${alert.holders.length}`,
      key: alert.goal,
      data: { alert: alert.alert, goal: alert.goal, from: person, to },
    },
  ];
}

/** By when an alert that waits must be answered, in epoch milliseconds, and whom it goes to then; null: to nobody. */
export function deadlineOf(
  alert: KnownAlert,
  { timeZone, acknowledgeWithin, chain }: Pick<LifeSight, "timeZone" | "acknowledgeWithin" | "chain">,
): { readonly at: number; readonly to: string } | null {
  const wait = waitOf(alert);
  const to = nextOf(alert, chain);
  if (acknowledgeWithin === undefined || wait === null || to === undefined) return null;
  const from = Math.max(wait.from, holderOf(alert).since);
  return { at: addDuration(from, acknowledgeWithin, timeZone), to };
}

function escalation(alert: KnownAlert, sight: LifeSight): readonly AlertNews[] {
  const wait = waitOf(alert);
  const next = deadlineOf(alert, sight);
  if (wait === null || next === null || sight.now < next.at) return [];
  const { person, level } = holderOf(alert);
  return [
    {
      type: "milepost.alert.escalated.v1",
      id: `${alert.alert}-escalated-${level + 1}`,
      key: alert.goal,
      data: {
        alert: alert.alert,
        goal: alert.goal,
        asOf: new Date(next.at).toISOString(),
        level: level + 1,
        from: person,
        to: next.to,
        since: wait.since,
      },
    },
  ];
}

/** The first person of a chain whom an alert was never with. */
function nextOf({ holders }: KnownAlert, chain: readonly string[]): string | undefined {
  return chain.find((one) => holders.every(({ person }) => person !== one));
}
