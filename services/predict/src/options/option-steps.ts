import { dateStartsAt, localDate, windowDates } from "@milepost/contracts";
import type { OptionsWeighedData } from "@milepost/contracts";
import type { SeriesForecaster } from "@milepost/forecast";
import type { Logger } from "@milepost/runtime";
import { alertingOf } from "@milepost/plan";
import { goalAlerts } from "../alerts/goal-alerts.ts";
import { isStanding } from "../alerts/known-alert.ts";
import type { KnownAlert } from "../alerts/known-alert.ts";
import { openLessons } from "../assess-moment.ts";
import type { Deployment, News } from "../deployment.ts";
import { goalCase } from "../goal-case.ts";
import type { GoalCase } from "../goal-case.ts";
import type { SupportedLead } from "../leads/supported-leads.ts";
import { supportedLeads } from "../leads/supported-leads.ts";
import type { KnownAssessment } from "../ledger.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { eachByItself, inTurns } from "../each-by-itself.ts";
import { isOpen, lastKnowable } from "../measured-goal.ts";
import { alertedBy, reachedGoal } from "../reach.ts";
import type { KnownReport } from "../reviews/review-state.ts";
import type { Reading } from "../series-reading.ts";
import { lookedAt } from "../stale.ts";
import type { Basis } from "./variant-chances.ts";
import type { WorkState } from "../work.ts";
import { isMaterial, stepAfter } from "./weigh-again.ts";
import { weighOptions, weighingMark } from "./weigh-options.ts";

/** Reports that stand as evidence, at most. */
const MOST_REPORTS = 10;

/** What was weighed for an alert, to be appended. */
export interface OptionsNews extends News {
  readonly type: "milepost.options.weighed.v1";
  readonly data: OptionsWeighedData;
}

/** A standing alert whose options are to be weighed (again), with what is new about it. */
interface Waiting {
  readonly alert: Pick<KnownAlert, "alert">;
  /** Which weighing of the alert it is, from 1. */
  readonly step: number;
  /** The newest one; its chance is that of what the alert is about. */
  readonly assessment: KnownAssessment & { readonly pHit: number };
  readonly clearAbove: number;
  readonly external: readonly string[];
  readonly supported: readonly SupportedLead[];
}

/** What options are weighed with. */
export interface OptionsWanted {
  readonly forecaster: SeriesForecaster;
  readonly logger: Pick<Logger, "error">;
  /** The alerts of a goal whose options are wanted; absent: those that stand in the log. */
  readonly alertsOf?: (measured: MeasuredGoal) => readonly Pick<KnownAlert, "alert">[];
}

/** What can be done about alerts, where that is not in the log yet or their newest assessment changed it. */
export async function optionNews(
  deployment: Deployment,
  state: WorkState,
  { alertsOf = standingIn(state), ...tools }: OptionsWanted,
): Promise<readonly OptionsNews[]> {
  const waiting = state.goals.flatMap((measured) =>
    waitingOf(deployment, state, { measured, alerts: alertsOf(measured) }),
  );
  const news: OptionsNews[] = [];
  for (const same of Map.groupBy(waiting, basisKey).values()) {
    news.push(...(await weighed(deployment, same, { ...tools, at: state.now })));
  }
  return news;
}

/** Whether time alone has taken away something that an alert's options offer. */
export function isOptionGone(
  deployment: Pick<Deployment, "planNow" | "reviews" | "leads">,
  state: WorkState,
): boolean {
  const { ledger, goals, now } = state;
  const standing = standingIn(state);
  const latest = localDate(now, LATEST_ZONE);
  const oldest = localDate(now - LOOKED_AT_MS, LATEST_ZONE);
  // Looked at every few seconds: what no clock on earth has passed is left at once, and so is what could not be weighed for days.
  const mayBe = (alert: Pick<KnownAlert, "alert">): boolean =>
    ledger.options(alert.alert)?.leads?.some(({ fromDate }) => oldest <= fromDate && fromDate < latest) ??
    false;
  return goals.some((measured) => {
    const alerts = standing(measured).filter(mayBe);
    return waitingOf(deployment, state, { measured, alerts }).length > 0;
  });
}

/** What is gone for longer is weighed with the next round: two days. */
const LOOKED_AT_MS = 172_800_000;
/** Where a day begins first. */
const LATEST_ZONE = "Pacific/Kiritimati";

interface WaitingFor {
  readonly measured: MeasuredGoal;
  readonly alerts: readonly Pick<KnownAlert, "alert">[];
}

function standingIn({ ledger }: WorkState): (measured: MeasuredGoal) => readonly KnownAlert[] {
  return (measured) => goalAlerts(ledger, measured).filter((one) => isStanding(one) && !one.backtest);
}

function waitingOf(
  { planNow, reviews, leads }: Pick<Deployment, "planNow" | "reviews" | "leads">,
  { ledger, now }: WorkState,
  { measured, alerts }: WaitingFor,
): readonly Waiting[] {
  if (alerts.length === 0 || !isOpen(measured, now)) return [];
  const assessment = ledger.newest(measured.id, measured.periods[lastKnowable(measured, now)]?.label ?? "");
  const pHit = assessment === undefined ? null : alertedBy(assessment).pHit;
  if (assessment === undefined || pHit === null) return [];
  const { plan } = planNow();
  const { clearAbove } = alertingOf(plan.alerting, measured.goal);
  const external = reportedFor(measured, reviews.reports());
  const supported = supportedLeads(plan, leads, measured);
  const facts = { assessment: { ...assessment, pHit }, clearAbove, external, supported, now };
  return alerts.flatMap((alert) => {
    const last = ledger.options(alert.alert);
    return isMaterial(last, facts) ? [{ alert, step: stepAfter(last), ...facts }] : [];
  });
}

/** Reports within a goal's window that concern it, the newest ones, oldest first. */
export function reportedFor(
  { id, formerIds, timeZone, goal }: Pick<MeasuredGoal, "id" | "formerIds" | "timeZone" | "goal">,
  reports: Iterable<KnownReport>,
): readonly string[] {
  const from = dateStartsAt(windowDates(goal.window).from, timeZone);
  const names = [...formerIds, id];
  return [...reports]
    .filter(({ matched, takenAt }) => takenAt >= from && names.some((name) => matched.includes(name)))
    .slice(-MOST_REPORTS)
    .map(({ report }) => report);
}

/** Assessments of one moment at one position share what was known. */
function basisKey({ assessment: { asOf, inputsPosition } }: Waiting): string {
  return JSON.stringify([
    asOf,
    Object.entries(inputsPosition).toSorted(([left], [right]) => (left < right ? -1 : 1)),
  ]);
}

async function weighed(
  deployment: Deployment,
  same: readonly Waiting[],
  { forecaster, logger, at }: Omit<OptionsWanted, "alertsOf"> & { readonly at: number },
): Promise<readonly OptionsNews[]> {
  const [first] = same;
  if (first === undefined) return [];
  const { asOf, inputsPosition: position } = first.assessment;
  const planAt = deployment.planBelow(position);
  const goals = same.flatMap((one) => {
    const { assessment } = one;
    const measured = planAt.goal(assessment.goal);
    const index = measured?.periods.findIndex(({ label }) => label === assessment.period) ?? -1;
    return measured === undefined || index < 0 ? [] : [{ ...one, measured, index }];
  });
  const leading = goals.flatMap(({ supported }) => supported.map(({ link }) => link.lead.baseId));
  const kpis = new Set([...lookedAt(goals.map(({ measured }) => measured)), ...leading]);
  const reading = await deployment.reading(asOf, position, kpis);
  const learnedFor = openLessons(deployment, { asOf, position, lessons: new Map() });
  const weigh = async ({ measured, index, ...waits }: (typeof goals)[number]): Promise<OptionsNews> => {
    const { alert, assessment } = waits;
    const own = goalCase(measured, index, reading);
    const reach = reachOf(assessment, own, reading);
    const basis = { goalCase: own, reach, asOf, learnedFor, forecaster };
    const { ledger } = deployment;
    const data = await inTurns(weighOptions({ ...waits, at, basis, reading, planAt, ledger }));
    const id = `${alert.alert}-options-${weighingMark({ ...waits, at })}`;
    return { type: "milepost.options.weighed.v1", id, key: measured.id, data };
  };
  const failed = "what can be done about an alert could not be weighed";
  return eachByItself(goals, { act: weigh, failed, named: ({ alert }) => alert.alert, logger });
}

/** What the alert is about where that is a share of the way to the target. */
function reachOf(
  { reach }: KnownAssessment,
  { measured, index }: GoalCase,
  reading: Reading,
): Basis["reach"] {
  const part = reach === undefined ? null : reachedGoal(measured, reach.share);
  if (reach === undefined || part === null) return undefined;
  return { share: reach.share, goalCase: goalCase(part, index, reading) };
}
