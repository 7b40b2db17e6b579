import type { AlertRaisedData, OptionsWeighedData } from "@milepost/contracts";
import type { SeriesForecaster } from "@milepost/forecast";
import type { Logger } from "@milepost/runtime";
import type { AlertNews } from "../alerts/alert-events.ts";
import type { Deployment, News } from "../deployment.ts";
import { eachByItself } from "../each-by-itself.ts";
import { optionNews } from "../options/option-steps.ts";
import type { WorkState } from "../work.ts";
import { contentLines } from "./content-lines.ts";
import { gatherContents, raisedOf } from "./gather-contents.ts";
import type { Raised, ToGather } from "./gather-contents.ts";

/** What is about to be said of alerts. */
export interface AboutToSay {
  readonly news: readonly AlertNews[];
  readonly forecaster: SeriesForecaster;
  readonly logger: Pick<Logger, "error">;
}

/**
 * Alerts that are raised for people get their content, and what can be done about them is weighed and said together with
 * them; everything else is left as it is. Values are read once for all alerts of a moment. An alert whose content cannot be made
 * goes out without it.
 */
export async function withContent(
  deployment: Deployment,
  state: WorkState,
  { news, forecaster, logger }: AboutToSay,
): Promise<readonly News[]> {
  const raised = news.flatMap((one) => raisedLive(one, deployment));
  if (raised.length === 0) return news;
  const byGoal = Map.groupBy(raised, ({ data }) => data.goal);
  const alertsOf = ({ id }: { readonly id: string }): readonly AlertRaisedData[] =>
    byGoal.get(id)?.map(({ data }) => data) ?? [];
  const weighed = await optionNews(deployment, state, { forecaster, logger, alertsOf });
  const options = new Map(weighed.map(({ data }) => [data.alert, data]));
  const weighedBy = (alert: string, assessment: string): OptionsWeighedData | undefined => {
    const own = options.get(alert);
    return own?.assessment === assessment ? own : deployment.ledger.weighedBy(alert, assessment);
  };
  const told = new Map<string, AlertRaisedData>();
  for (const [first, ...rest] of Map.groupBy(raised, momentKey).values()) {
    if (first === undefined) continue;
    const moment = { same: [first, ...rest], raisedAt: state.now, weighedBy } as const;
    for (const data of await toldOf(deployment, moment, logger)) told.set(data.alert, data);
  }
  const completed = news.map((one) => {
    const data = one.type === "milepost.alert.raised.v1" ? told.get(one.data.alert) : undefined;
    return data === undefined ? one : { ...one, data };
  });
  return [...completed, ...weighed];
}

function raisedLive(news: AlertNews, deployment: Deployment): readonly Raised[] {
  if (news.type !== "milepost.alert.raised.v1" || news.data.backtest) return [];
  const raised = raisedOf(deployment, news.data, (seen) => deployment.withPlanNow(seen));
  return raised === undefined ? [] : [raised];
}

/** Alerts whose assessments saw the same. */
function momentKey({ assessment: { asOf, inputsPosition } }: Raised): string {
  const places = Object.entries(inputsPosition).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify([asOf, places]);
}

async function toldOf(
  deployment: Deployment,
  moment: ToGather,
  logger: Pick<Logger, "error">,
): Promise<readonly AlertRaisedData[]> {
  const contentOf = await gatherContents(deployment, moment);
  const withOwn = (raised: Raised): AlertRaisedData => {
    const content = contentOf(raised);
    const { data } = raised;
    return { ...data, content, message: withLines(data.message, contentLines(content)) };
  };
  const failed = "an alert goes out without its content, which could not be made";
  return eachByItself(moment.same, { act: withOwn, failed, named: ({ data }) => data.alert, logger });
}

/** Who answers is said last. */
function withLines(message: string, lines: readonly string[]): string {
  const all = message.split("\n");
  return [...all.slice(0, -1), ...lines, ...all.slice(-1)].join("\n");
}
