import { addDuration } from "@milepost/contracts";
import type { AlertContent, AlertRaisedData, OptionsWeighedData } from "@milepost/contracts";
import { alertingOf, escalationChain, successorOf } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import { deliveryConfidence } from "@milepost/scoring";
import type { LeadState } from "../leads/lead-state.ts";
import type { LeadLink } from "../leads/lead-links.ts";
import type { KnownAssessment } from "../ledger.ts";
import { laterOf } from "../ledger.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { isOpen, lastKnowable } from "../measured-goal.ts";
import { childOptions } from "../options/child-options.ts";
import { alertedBy } from "../reach.ts";
import type { Reading } from "../series-reading.ts";
import type { WorkState } from "../work.ts";
import { causesOf } from "./causes-of.ts";
import type { GoalBelow, SupportedLead } from "./causes-of.ts";
import type { impactOf } from "./impact-of.ts";
import { nextStep } from "./next-step.ts";
import { completeness } from "./trust-of.ts";
import type { NewestValue, stepRecord } from "./trust-of.ts";

/** What the content of alerts is gathered from, the same for all of a moment. */
export interface ContentSight {
  readonly leadTests: Pick<LeadState, "test">;
  /** Measured goals right below each goal. */
  readonly childrenOf: ReadonlyMap<string | undefined, readonly MeasuredGoal[]>;
  readonly state: WorkState;
  readonly plan: PlanState;
  readonly links: readonly LeadLink[];
  readonly reading: Reading;
  /** Epoch milliseconds. */
  readonly asOf: number;
  readonly record: ReturnType<typeof stepRecord>;
  readonly impact: ReturnType<typeof impactOf>;
  readonly sourcesOf: (value: NewestValue) => readonly string[];
}

/** An alert about to be raised. */
export interface RaisedFacts {
  readonly measured: MeasuredGoal;
  readonly data: AlertRaisedData;
  readonly assessment: KnownAssessment;
  readonly newest: NewestValue | null;
  readonly weighed: OptionsWeighedData | undefined;
}

/** What an alert's owner needs besides what changed; the same facts give the same bytes. */
export function alertContent(facts: RaisedFacts, sight: ContentSight): AlertContent {
  const { measured, data, assessment, newest, weighed } = facts;
  const { asOf, plan, reading } = sight;
  const { raiseBelow } = data;
  const confidence = deliveryConfidence(assessment.pHit ?? data.pHit);
  const below = goalsBelow(measured.id, sight);
  const goalOf = (id: string): Goal | undefined => publicGoal(plan, id);
  return {
    asOf: new Date(asOf).toISOString(),
    confidence,
    actUntil: actUntil(measured, assessment),
    causes: [
      ...causesOf({
        measured,
        assessment,
        raiseBelow,
        reading,
        below,
        earlier: sight.state.ledger.alertsOf(measured.id),
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

function answerOf({ goal, timeZone }: MeasuredGoal, { plan, state }: ContentSight): AlertContent["answer"] {
  const { acknowledgeWithin } = alertingOf(plan.alerting, goal);
  const [next = null] = escalationChain(goal, plan);
  const by = acknowledgeWithin === undefined ? null : addDuration(state.now, acknowledgeWithin, timeZone);
  return {
    from: new Date(state.now).toISOString(),
    by: by === null ? null : new Date(by).toISOString(),
    next,
  };
}

function goalsBelow(goal: string, { childrenOf, plan, state, asOf }: ContentSight): readonly GoalBelow[] {
  const { ledger } = state;
  const children = childrenOf.get(goal) ?? [];
  const options = childOptions({ goal, planAt: { goals: children }, ledger, asOf, mark: "" });
  const shares = new Map(options.map((child) => [child.goal, child.share]));
  return children
    .filter((child) => !child.goal.private)
    .map((child) => {
      const closings = ledger.closingsOf(child.id);
      const made = isOpen(child, state.now)
        ? ledger.newest(child.id, child.periods[lastKnowable(child, asOf)]?.label ?? "")
        : undefined;
      return {
        goal: child.id,
        title: plan.goals.get(child.id)?.definition.title ?? child.id,
        assessment: made && alertedBy(made),
        closing: closings.length === 0 ? undefined : closings.reduce(laterOf),
        share: shares.get(child.id) ?? null,
      };
    });
}

function leadsOf(
  { kpiId, baseId }: MeasuredGoal,
  { leadTests, links }: ContentSight,
): readonly SupportedLead[] {
  return links.flatMap(({ key, lead, follower }) => {
    const known = leadTests.test(key);
    const isOfThis = follower.id === kpiId || follower.baseId === baseId;
    if (!isOfThis || known === undefined || known.data.verdict !== "supported") return [];
    const { name, decimals, unit } = lead.base;
    return [{ name, decimals, unit, baseId: lead.baseId, event: known.id, test: known.data }];
  });
}
