import type { Alerting } from "@milepost/contracts";

/** A goal's chance at one of its complete periods; null: it could not be told. */
export interface AlertPoint {
  readonly period: string;
  readonly pHit: number | null;
}

/** An alert that stands in the log already: it is never decided again. */
export interface DecidedAlert {
  readonly alert: string;
  readonly period: string;
  readonly clearedPeriod: string | null;
  /** The first period that was known after it had ended, while its goal goes on: it stands no more from there on. */
  readonly goneFrom?: string | undefined;
  /** Whether it was raised before the first point. */
  readonly isBefore?: boolean;
}

/** What is to be appended; indexes are places in the list of points. */
export type AlertDecision =
  | {
      readonly kind: "raise";
      /** The point that completed the run below the threshold. */
      readonly at: number;
      /** The first point of that run. */
      readonly firstBelow: number;
      /** Place of the point at which it is cleared again; null: it stands to the last point. */
      readonly clearedAt: number | null;
    }
  | { readonly kind: "clear"; readonly period: string; readonly alert: string; readonly at: number };

interface Walk {
  /** Points in a row that are below the threshold, and, while an alert stands, above the other one. */
  readonly below: number;
  readonly above: number;
  /** The standing alert: one of the log by its id, or the decision of this walk by its place. */
  readonly open: { readonly alert: string } | { readonly decision: number } | null;
  readonly decisions: readonly AlertDecision[];
  /** Place of the last point at which an alert was cleared; null: none was. */
  readonly clearedAt: number | null;
}

/**
 * Decides which alerts a goal's chances raise and clear, walking its complete periods in order. Raised when the chance is
 * strictly below `raiseBelow` in `periods` consecutive periods, cleared when it is strictly above `clearAbove` in as many;
 * between them nothing changes. An unknown chance counts as neither, and breaks the run. An alert fires once
 * and is armed again when as many periods have passed since it was cleared: what comes and goes sooner is noise. One that ended
 * though its goal goes on (it left the plan and came back, or got another due date) leaves its place to the next. What stands in the log is kept, so deciding again decides nothing new.
 */
export function decideAlerts(
  points: readonly AlertPoint[],
  known: readonly DecidedAlert[],
  alerting: Alerting,
): readonly AlertDecision[] {
  const isCleared = ({ clearedPeriod }: DecidedAlert): boolean =>
    clearedPeriod !== null && !points.some(({ period }) => period === clearedPeriod);
  const before = known.findLast((one) => one.isBefore === true && !isCleared(one));
  const open = before === undefined ? null : { alert: before.alert };
  const start: Walk = { below: 0, above: 0, open, decisions: [], clearedAt: null };
  return points.reduce((walk, point, at) => step(walk, { point, at, known, alerting }), start).decisions;
}

interface Step {
  readonly point: AlertPoint;
  readonly at: number;
  readonly known: readonly DecidedAlert[];
  readonly alerting: Alerting;
}

function step(before: Walk, { point, at, known, alerting }: Step): Walk {
  const { pHit, period } = point;
  const walk = isGone(before.open, { period, known }) ? { ...before, open: null } : before;
  const below = pHit !== null && pHit < alerting.raiseBelow ? walk.below + 1 : 0;
  const raisedHere = known.find((alert) => alert.period === period);
  if (raisedHere !== undefined) {
    const { decisions } = withoutOpen(walk);
    return { ...walk, below, above: 0, open: { alert: raisedHere.alert }, decisions };
  }
  const cleared = clearedIn(walk, known);
  if (cleared === period) return { ...walk, below: 0, above: 0, open: null, clearedAt: at };
  // These chances may be another model's: the alert ended in its own period, whatever they say.
  if (cleared !== null) return { ...walk, below, above: 0 };
  if (walk.open !== null) {
    const above = pHit !== null && pHit > alerting.clearAbove ? walk.above + 1 : 0;
    return above < alerting.periods ? { ...walk, below, above } : clear(walk, point, at);
  }
  const isArmed = walk.clearedAt === null || at - walk.clearedAt > alerting.periods;
  if (below < alerting.periods || !isArmed) return { ...walk, below };
  const raise = { kind: "raise", at, firstBelow: at + 1 - below, clearedAt: null } as const;
  const decisions = [...walk.decisions, raise];
  return { ...walk, below, above: 0, open: { decision: walk.decisions.length }, decisions };
}

function isGone(open: Walk["open"], { period, known }: { period: string } & Pick<Step, "known">): boolean {
  if (open === null || !("alert" in open)) return false;
  return known.some((one) => one.alert === open.alert && one.goneFrom === period);
}

/** The period in which the alert of the log that stands at this point was cleared; null: it was not, or none stands. */
function clearedIn({ open }: Walk, known: readonly DecidedAlert[]): string | null {
  if (open === null || !("alert" in open)) return null;
  return known.find(({ alert }) => alert === open.alert)?.clearedPeriod ?? null;
}

/** By other chances than it was raised on, an alert of the log may be found earlier: it stands already, and is not raised twice. */
function withoutOpen({ open, decisions }: Walk): Pick<Walk, "decisions"> {
  if (open === null || !("decision" in open)) return { decisions };
  return { decisions: decisions.filter((_one, place) => place !== open.decision) };
}

function clear(walk: Walk, point: AlertPoint, at: number): Walk {
  const { open, decisions } = walk;
  const armed = { ...walk, below: 0, above: 0, open: null, clearedAt: at };
  if (open === null) return armed;
  if ("alert" in open) {
    const decision = { kind: "clear", period: point.period, alert: open.alert, at } as const;
    return { ...armed, decisions: [...decisions, decision] };
  }
  const cleared = decisions.map((one, place) =>
    place === open.decision && one.kind === "raise" ? { ...one, clearedAt: at } : one,
  );
  return { ...armed, decisions: cleared };
}
