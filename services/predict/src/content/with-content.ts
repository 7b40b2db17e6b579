import type { AlertRaisedData, OptionsWeighedData } from "@milepost/contracts";
import type { SeriesForecaster } from "@milepost/forecast";
import type { Logger } from "@milepost/runtime";
import type { AlertNews } from "../alerts/alert-events.ts";
import type { Deployment, News } from "../deployment.ts";
import { eachByItself } from "../each-by-itself.ts";
import { leadLinks } from "../leads/lead-links.ts";
import type { KnownAssessment } from "../ledger.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import { lastKnowable } from "../measured-goal.ts";
import { optionNews } from "../options/option-steps.ts";
import { ASSESSMENTS } from "../places.ts";
import { alertedBy } from "../reach.ts";
import { lookedAt } from "../stale.ts";
import type { WorkState } from "../work.ts";
import { alertContent } from "./alert-content.ts";
import type { ContentSight } from "./alert-content.ts";
import { contentLines } from "./content-lines.ts";
import { impactOf } from "./impact-of.ts";
import { newestValue, stepRecord } from "./trust-of.ts";
import type { NewestValue } from "./trust-of.ts";

/** What is about to be said of alerts. */
export interface AboutToSay {
  readonly news: readonly AlertNews[];
  readonly forecaster: SeriesForecaster;
  readonly logger: Pick<Logger, "error">;
}

interface Raised {
  readonly measured: MeasuredGoal;
  readonly data: AlertRaisedData;
  /** The goal's newest assessment, as alerts look at it. */
  readonly assessment: KnownAssessment;
}

/**
 * Alerts that are raised for people get their content, and what can be done about them is weighed and said together with
 * them; everything else is left as it is. Values are read once for all of them, the past is looked through once. An alert
 * whose content cannot be made goes out without it.
 */
export async function withContent(
  deployment: Deployment,
  state: WorkState,
  { news, forecaster, logger }: AboutToSay,
): Promise<readonly News[]> {
  const raised = news.flatMap((one) => raisedLive(one, deployment, state));
  if (raised.length === 0) return news;
  const byGoal = Map.groupBy(raised, ({ data }) => data.goal);
  const alertsOf = (goal: string): readonly AlertRaisedData[] =>
    byGoal.get(goal)?.map(({ data }) => data) ?? [];
  const weighed = await optionNews(deployment, state, { forecaster, logger, alertsOf });
  const options = new Map(weighed.map(({ data }) => [data.alert, data]));
  const told = new Map<string, AlertRaisedData>();
  for (const same of Map.groupBy(raised, momentKey).values()) {
    for (const data of await toldOf(deployment, state, { same, options, logger })) told.set(data.alert, data);
  }
  const completed = news.map((one) => {
    const data = one.type === "milepost.alert.raised.v1" ? told.get(one.data.alert) : undefined;
    return data === undefined ? one : { ...one, data };
  });
  return [...completed, ...weighed];
}

function raisedLive(news: AlertNews, deployment: Deployment, { ledger, now }: WorkState): readonly Raised[] {
  if (news.type !== "milepost.alert.raised.v1" || news.data.backtest) return [];
  const { data } = news;
  const measured = deployment.planNow().goal(data.goal);
  if (measured === undefined) return [];
  const last = measured.periods[lastKnowable(measured, now)]?.label ?? "";
  const assessment = ledger.newest(data.goal, last) ?? ledger.newest(data.goal, data.period);
  return assessment === undefined ? [] : [{ measured, data, assessment: alertedBy(assessment) }];
}

function momentKey({ assessment: { asOf, inputsPosition } }: Raised): string {
  const places = Object.entries(inputsPosition).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify([asOf, places]);
}

interface SameMoment {
  readonly same: readonly Raised[];
  readonly options: ReadonlyMap<string, OptionsWeighedData>;
  readonly logger: Pick<Logger, "error">;
}

/** Alerts whose newest assessments saw the same. */
async function toldOf(
  deployment: Deployment,
  state: WorkState,
  { same, options, logger }: SameMoment,
): Promise<readonly AlertRaisedData[]> {
  const [first] = same;
  if (first === undefined) return [];
  const { asOf, inputsPosition: position } = first.assessment;
  const { plan, goals } = deployment.planNow();
  const links = leadLinks(plan);
  const kpis = new Set([
    ...lookedAt(same.map(({ measured }) => measured)),
    ...links.map(({ lead }) => lead.baseId),
  ]);
  const reading = await deployment.reading(asOf, position, kpis);
  const newest = new Map(same.map(({ data, measured }) => [data.alert, newestValue(measured, reading)]));
  const sight: ContentSight = {
    leadTests: deployment.leads,
    childrenOf: Map.groupBy(goals, ({ goal }) => goal.parent),
    state,
    plan,
    links,
    reading,
    asOf,
    record: stepRecord(state.ledger, { asOf, below: position[ASSESSMENTS] ?? 0 }),
    impact: impactOf(plan),
    sourcesOf: await sourcesOf(deployment, [...newest.values()], { asOf, position }),
  };
  const withOwn = ({ data, ...raised }: Raised): AlertRaisedData => {
    const { alert } = data;
    const found = { ...raised, data, newest: newest.get(alert) ?? null, weighed: options.get(alert) };
    const content = alertContent(found, sight);
    return { ...data, content, message: withLines(data.message, contentLines(content)) };
  };
  const failed = "an alert goes out without its content, which could not be made";
  return eachByItself(same, { act: withOwn, failed, named: ({ data }) => data.alert, logger });
}

/** Who answers is said last. */
function withLines(message: string, lines: readonly string[]): string {
  const all = message.split("\n");
  return [...all.slice(0, -1), ...lines, ...all.slice(-1)].join("\n");
}

async function sourcesOf(
  deployment: Pick<Deployment, "sources">,
  newest: readonly (NewestValue | null)[],
  at: { readonly asOf: number; readonly position: KnownAssessment["inputsPosition"] },
): Promise<ContentSight["sourcesOf"]> {
  const known = newest.filter((one) => one !== null);
  if (known.length === 0) return () => [];
  const rows = await deployment.sources({
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
