import type { AlertContent, AlertRaisedData, OptionsWeighedData, Position } from "@milepost/contracts";
import type { Deployment } from "../deployment.ts";
import { leadLinks } from "../leads/lead-links.ts";
import type { KnownAssessment } from "../ledger.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { ASSESSMENTS } from "../places.ts";
import { alertedBy } from "../reach.ts";
import { lookedAt } from "../stale.ts";
import { alertContent } from "./alert-content.ts";
import type { ContentSight } from "./alert-content.ts";
import { impactOf } from "./impact-of.ts";
import { seenAt } from "./seen-by.ts";
import { newestValue, stepRecord } from "./trust-of.ts";
import type { NewestValue } from "./trust-of.ts";

/** What contents are gathered from. */
export type ContentSource = Pick<Deployment, "ledger" | "leads" | "planBelow" | "reading" | "sources">;

/** An alert with what it is about. */
export interface Raised {
  readonly measured: MeasuredGoal;
  readonly data: AlertRaisedData;
  /** The assessment that completed its run, as alerts look at it. */
  readonly assessment: KnownAssessment;
  /** First unread offsets that its content follows from: those of the assessment, with the plan's as it stands. */
  readonly position: Position;
}

/** An alert with the goal and the assessment that it names; undefined: one of them is not there. */
export function raisedOf(
  { ledger, planBelow }: Pick<ContentSource, "ledger" | "planBelow">,
  data: AlertRaisedData,
  positionOf: (seen: Position) => Position,
): Raised | undefined {
  const made = ledger.assessmentsOf(data.goal).get(data.period) ?? [];
  const assessment = made.find(({ id }) => id === data.assessments?.at(-1));
  if (assessment === undefined) return undefined;
  const position = positionOf(assessment.inputsPosition);
  const measured = planBelow(position).goal(data.goal);
  return measured && { measured, data, assessment: alertedBy(assessment), position };
}

/** Alerts of one moment at one position, and when they are raised. */
export interface ToGather {
  readonly same: readonly [Raised, ...Raised[]];
  /** Epoch milliseconds. */
  readonly raisedAt: number;
  /** What can be done about an alert, as it was weighed by an assessment. */
  readonly weighedBy: (alert: string, assessment: string) => OptionsWeighedData | undefined;
}

/**
 * Reads, once for all, what the contents of alerts of one moment are made of: values and what the log tells of goals and links
 * as of the moment and below the position of their assessments, the plan below its own offset. Gives what makes each.
 */
export async function gatherContents(
  source: ContentSource,
  { same, raisedAt, weighedBy }: ToGather,
): Promise<(raised: Raised) => AlertContent> {
  const [{ assessment, position }] = same;
  const { asOf, inputsPosition } = assessment;
  const { plan, goals } = source.planBelow(position);
  const links = leadLinks(plan);
  const kpis = new Set([
    ...lookedAt(same.map(({ measured }) => measured)),
    ...links.map(({ lead }) => lead.baseId),
  ]);
  const reading = await source.reading(asOf, position, kpis);
  const newest = new Map(same.map(({ data, measured }) => [data.alert, newestValue(measured, reading)]));
  const sight: ContentSight = {
    seen: seenAt(source, { asOf, position: inputsPosition }),
    childrenOf: Map.groupBy(goals, ({ goal }) => goal.parent),
    plan,
    links,
    reading,
    asOf,
    position,
    raisedAt,
    record: stepRecord(source.ledger, { asOf, below: inputsPosition[ASSESSMENTS] ?? 0 }),
    impact: impactOf(plan),
    sourcesOf: await sourcesOf(source, [...newest.values()], { asOf, position }),
  };
  return (raised) => {
    const { alert } = raised.data;
    const weighed = weighedBy(alert, raised.assessment.id);
    return alertContent({ ...raised, newest: newest.get(alert) ?? null, weighed }, sight);
  };
}

/** Makes the content of an alert that stands in the log again, from what it names: the same build gives the same bytes. */
export async function recomputeContent(
  source: ContentSource,
  made: AlertRaisedData,
): Promise<AlertContent | null> {
  const { content } = made;
  if (content?.inputsPosition === undefined) return null;
  const named = content.inputsPosition;
  const raised = raisedOf(source, made, () => named);
  if (raised === undefined) return null;
  const contentOf = await gatherContents(source, {
    same: [raised],
    raisedAt: Date.parse(content.answer.from),
    weighedBy: (alert, assessment) => source.ledger.weighedBy(alert, assessment),
  });
  return contentOf(raised);
}

async function sourcesOf(
  source: Pick<ContentSource, "sources">,
  newest: readonly (NewestValue | null)[],
  at: { readonly asOf: number; readonly position: Position },
): Promise<ContentSight["sourcesOf"]> {
  const known = newest.filter((one) => one !== null);
  if (known.length === 0) return () => [];
  const rows = await source.sources({
    kpis: known.map(({ kpi }) => kpi),
    periods: known.map(({ period }) => period),
    ...at,
  });
  const byValue = Map.groupBy(rows, ({ kpi, period }) => `${kpi} ${period}`);
  return ({ kpi, series, period }) => {
    const own = byValue.get(`${kpi} ${period}`) ?? [];
    const exact = own.filter((row) => row.series === series);
    // A total that is made from its members comes from where they come from.
    const sources = (exact.length > 0 ? exact : own).map(({ source }) => source);
    return [...new Set(sources)].toSorted();
  };
}
