import type { Position } from "@milepost/contracts";

/** What a record may change the answers about. */
export interface Touch {
  /** Id of the KPI or goal; null: it may be any. */
  readonly subject: string | null;
  readonly kind: string;
  /** First local date of the period that it speaks of; empty: it may be any. */
  readonly periodStart: string;
  /** Since when it can be known, in epoch milliseconds. */
  readonly knownAt: number;
}

/** Which touches matter to an answer; what is absent is not restricted. */
export interface TouchScope {
  readonly subjects?: readonly string[] | undefined;
  readonly kinds?: readonly string[] | undefined;
  /** Last local date on which a period may begin that the answer looks at. */
  readonly until?: string | undefined;
  /** The instant (epoch milliseconds) by which the answer takes what could be known. */
  readonly knownBy?: number | undefined;
}

/** Where a record stands, and the pass that it was read in. */
export interface Reading {
  /** Key of its partition. */
  readonly place: string;
  readonly offset: number;
  /** Passes are counted from 1. */
  readonly pass: number;
}

/** A few words of each subject's newest touches: as many as are kept do not depend on how many there were. */
export interface NotedTouches {
  note(touch: Touch, reading: Reading): void;
  /** True when a touch of the subject at or above a position matters to a scope. */
  isTouched(subject: string | null, position: Position, scope: TouchScope): boolean;
  subjects(): Iterable<string | null>;
  /** The last pass with a touch of the subject, or of the kind; 0: there was none. */
  lastOfSubject(subject: string | null): number;
  lastOfKind(kind: string): number;
  kinds(): Iterable<string>;
  /** The earliest first date of a period that a kind was ever noted of; undefined: there was none. */
  earliest(kind: string): string | undefined;
}

/** Touches of one subject and kind that are told apart; older ones are taken together. */
const MOST_TOUCHES = 4;

interface Noted extends Pick<Touch, "periodStart" | "knownAt"> {
  readonly place: string;
  readonly offset: number;
}

/** Notes nothing yet. */
export function createNotedTouches(): NotedTouches {
  /** Subject → kind → its newest touches, oldest first. */
  const noted = new Map<string | null, Map<string, readonly Noted[]>>();
  const lastOfSubject = new Map<string | null, number>();
  const lastOfKind = new Map<string, number>();
  const earliest = new Map<string, string>();
  return {
    note: ({ subject, kind, periodStart, knownAt }, { place, offset, pass }) => {
      const kinds = noted.get(subject) ?? new Map<string, readonly Noted[]>();
      noted.set(subject, kinds);
      kinds.set(kind, withNewest(kinds.get(kind) ?? [], { place, offset, periodStart, knownAt }));
      lastOfSubject.set(subject, pass);
      lastOfKind.set(kind, pass);
      if (periodStart < (earliest.get(kind) ?? "~")) earliest.set(kind, periodStart);
    },
    isTouched: (subject, position, scope) => {
      const kinds = noted.get(subject);
      if (kinds === undefined) return false;
      for (const kind of scope.kinds ?? kinds.keys()) {
        if (kinds.get(kind)?.some((one) => matters(one, position, scope)) === true) return true;
      }
      return false;
    },
    subjects: () => noted.keys(),
    lastOfSubject: (subject) => lastOfSubject.get(subject) ?? 0,
    lastOfKind: (kind) => lastOfKind.get(kind) ?? 0,
    kinds: () => lastOfKind.keys(),
    earliest: (kind) => earliest.get(kind),
  };
}

function matters(
  { place, offset, periodStart, knownAt }: Noted,
  position: Position,
  { until, knownBy }: TouchScope,
): boolean {
  return (
    offset >= (position[place] ?? 0) &&
    (until === undefined || periodStart <= until) &&
    (knownBy === undefined || knownAt <= knownBy)
  );
}

/** The touches with one more; when there are too many, the two oldest of its place become one that claims as much as both. */
function withNewest(before: readonly Noted[], newest: Noted): readonly Noted[] {
  const all = [...before, newest];
  if (all.length <= MOST_TOUCHES) return all;
  const [oldest, next] = all.filter(({ place }) => place === newest.place);
  if (oldest === undefined || next === undefined) return all;
  const both: Noted = {
    place: newest.place,
    offset: Math.max(oldest.offset, next.offset),
    periodStart: oldest.periodStart < next.periodStart ? oldest.periodStart : next.periodStart,
    knownAt: Math.min(oldest.knownAt, next.knownAt),
  };
  return [both, ...all.filter((one) => one !== oldest && one !== next)];
}
