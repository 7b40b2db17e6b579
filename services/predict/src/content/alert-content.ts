import { addDuration } from "@milepost/contracts";
import type { AlertContent, AlertRaisedData, OptionsWeighedData, Position } from "@milepost/contracts";
import { alertingOf, escalationChain, successorOf } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import { deliveryConfidence } from "@milepost/scoring";
import { goalAlerts } from "../alerts/goal-alerts.ts";
import type { LeadLink } from "../leads/lead-links.ts";
import { oneEach } from "../leads/supported-leads.ts";
import type { KnownAssessment } from "../ledger.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { isOpen, lastKnowable } from "../measured-goal.ts";
import { childOptions } from "../options/child-options.ts";
import { alertedBy } from "../reach.ts";
import type { Reading } from "../series-reading.ts";
import { causesOf } from "./causes-of.ts";
import type { GoalBelow, SupportedLead } from "./causes-of.ts";
import type { impactOf } from "./impact-of.ts";
import { nextStep } from "./next-step.ts";
import type { Seen } from "./seen-by.ts";
import { completeness } from "./trust-of.ts";
import type { NewestValue, stepRecord } from "./trust-of.ts";

/** What the content of alerts is gathered from, the same for all of a moment. */
export interface ContentSight {
  /** What the log had told at that moment. */
  readonly seen: Seen;
  /** Measured goals right below each goal. */
  readonly childrenOf: ReadonlyMap<string | undefined, readonly MeasuredGoal[]>;
  /** The plan as it stood when the alerts were raised. */
  readonly plan: PlanState;
  readonly links: readonly LeadLink[];
  readonly reading: Reading;
  /** Epoch milliseconds. */
  readonly asOf: number;
  /** First unread offsets that all of it follows from. */
  readonly position: Position;
  /** When the alerts were raised, in epoch milliseconds. */
  readonly raisedAt: number;
  readonly record: ReturnType<typeof stepRecord>;
  readonly impact: ReturnType<typeof impactOf>;
  readonly sourcesOf: (value: NewestValue) => readonly string[];
}

/** An alert about to be raised. */
export interface RaisedFacts {
  readonly measured: MeasuredGoal;
  readonly data: AlertRaisedData;
  /** The one that completed the alert's run. */
  readonly assessment: KnownAssessment;
  readonly newest: NewestValue | null;
  /** What can be done, by that assessment; undefined: it was not weighed. */
  readonly weighed: OptionsWeighedData | undefined;
}

/** What an alert's owner needs besides what changed; the same facts give the same bytes, whatever the log told later. */
export function alertContent(facts: RaisedFacts, sight: ContentSight): AlertContent {
  const { measured, data, assessment, newest, weighed } = facts;
  const { asOf, plan, position, reading, seen } = sight;
  const { raiseBelow } = data;
  const confidence = deliveryConfidence(assessment.pHit ?? data.pHit);
  const goalOf = (id: string): Goal | undefined => publicGoal(plan, id);
  return {
    asOf: new Date(asOf).toISOString(),
    inputsPosition: position,
    confidence,
    actUntil: actUntil(measured, assessment),
    causes: [
      ...causesOf({
        measured,
        assessment,
        raiseBelow,
        reading,
        below: goalsBelow(measured.id, sight),
        earlier: goalAlerts(seen, measured),
        leads: leadsOf(measured, sight),
      }),
    ],
    impact: sight.impact(measured.id),
    trust: {
      newest: newest === null ? null : newestOf(newest, sight),
      ...completeness(measured, reading, asOf),
      ...sight.record(confidence),
    },
    next: nextStep(weighed, { measured, raiseBelow, goalOf }),
    answer: answerOf(measured, sight),
  };
}

type Goal = { readonly title: string; readonly owner: string };

/** Title and owner of a goal that may be named; of an owner who left, the successor. */
export function publicGoal({ goals, recipients }: PlanState, id: string): Goal | undefined {
  const goal = goals.get(id)?.definition;
  if (goal === undefined || goal.private) return undefined;
  return { title: goal.title, owner: successorOf(goal.owner, recipients) };
}

/** The last day of the last period in which action can matter. */
function actUntil({ periods }: MeasuredGoal, { lastActionPeriod }: KnownAssessment): string | null {
  return periods.find(({ label }) => label === lastActionPeriod)?.end ?? null;
}

function newestOf(value: NewestValue, { sourcesOf }: ContentSight): AlertContent["trust"]["newest"] {
  const { period, knownAt } = value;
  return { period, knownAt: new Date(knownAt).toISOString(), sources: [...sourcesOf(value)] };
}

/** It waits from the moment on at which it is raised, whatever it is about. */
function answerOf(
  { goal, timeZone }: MeasuredGoal,
  { plan, raisedAt }: ContentSight,
): AlertContent["answer"] {
  const { acknowledgeWithin } = alertingOf(plan.alerting, goal);
  const [next = null] = escalationChain(goal, plan);
  const by = acknowledgeWithin === undefined ? null : addDuration(raisedAt, acknowledgeWithin, timeZone);
  return {
    from: new Date(raisedAt).toISOString(),
    by: by === null ? null : new Date(by).toISOString(),
    next,
  };
}

/** The goals right below, as they stood; what each adds to the risk is unknown where one's chance is. */
function goalsBelow(goal: string, { childrenOf, plan, seen, asOf }: ContentSight): readonly GoalBelow[] {
  const children = childrenOf.get(goal) ?? [];
  const madeOf = (child: MeasuredGoal): KnownAssessment | undefined =>
    isOpen(child, asOf)
      ? seen.newest(child.id, child.periods[lastKnowable(child, asOf)]?.label ?? "")
      : undefined;
  const options = childOptions({ goal, planAt: { goals: children }, ledger: seen, asOf, mark: "" });
  const shares = new Map(options.map((child) => [child.goal, child.share]));
  return children
    .filter((child) => !child.goal.private)
    .map((child) => {
      const made = madeOf(child);
      return {
        goal: child.id,
        title: plan.goals.get(child.id)?.definition.title ?? child.id,
        assessment: made && alertedBy(made),
        closing: seen.closing(child),
        share: shares.get(child.id) ?? null,
      };
    });
}

/** Leads of what the goal measures that the values had shown to be ahead; of a member of a KPI none is tested. */
function leadsOf(
  { kpiId, baseId, series }: MeasuredGoal,
  { links, seen }: ContentSight,
): readonly SupportedLead[] {
  const found = links.flatMap(({ key, lead, follower }) => {
    const known = seen.leads.test(key);
    const isOfThis = series === "" && (follower.id === kpiId || follower.baseId === baseId);
    if (!isOfThis || known === undefined || known.data.verdict !== "supported") return [];
    const { name, decimals, unit, currency } = lead.base;
    return [{ name, decimals, unit, currency, baseId: lead.baseId, event: known.id, test: known.data }];
  });
  return oneEach(found, ({ baseId: leading }) => leading);
}
