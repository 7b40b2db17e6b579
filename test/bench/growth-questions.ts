import { lastInHistory } from "./growth-events.ts";
import { GROWTH_KPIS } from "./growth-kpis.ts";
import type { GrowthKpi } from "./growth-kpis.ts";
import { SCORECARDS, scorecardId } from "./growth-plan.ts";

/** What is asked: a name, and the path for a random number. */
export type Question = readonly [name: string, pathOf: (number: number) => string];

export interface QuestionsOptions {
  /** A past month with data. */
  readonly asOf: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Questions about random KPIs and scorecards; companions have no page of their own. */
export function growthQuestions({ asOf, now }: QuestionsOptions): readonly Question[] {
  const paged = GROWTH_KPIS.filter(({ runningOf }) => runningOf === undefined);
  const kpiOf = (number: number): GrowthKpi => paged[number % paged.length] as GrowthKpi;
  const cardOf = (number: number): string => scorecardId(number % SCORECARDS);
  const explained = (kpi: GrowthKpi): string => {
    const member = kpi.members[0] ?? "";
    return `period=${lastInHistory(kpi, now)}${member === "" ? "" : `&series=site%3D${member}`}`;
  };
  return [
    ["scorecard", (number) => `/v1/scorecards/${cardOf(number)}`],
    ["scorecard_page", (number) => `/scorecard?scorecard=${cardOf(number)}`],
    ["scorecard_as_of", (number) => `/v1/scorecards/${cardOf(number)}?asOf=${asOf}`],
    ["scorecard_page_as_of", (number) => `/scorecard?scorecard=${cardOf(number)}&asOf=${asOf}`],
    ["kpi_page", (number) => `/kpis/${kpiOf(number).id}`],
    ["kpi_page_as_of", (number) => `/kpis/${kpiOf(number).id}?asOf=${asOf}`],
    ["observations", (number) => `/v1/kpis/${kpiOf(number).id}/observations`],
    ["observations_as_of", (number) => `/v1/kpis/${kpiOf(number).id}/observations?asOf=${asOf}`],
    ["explanation", (number) => `/v1/kpis/${kpiOf(number).id}/explanation?${explained(kpiOf(number))}`],
    ["goals", () => "/v1/goals?limit=50"],
    ["kpis", () => "/v1/kpis?limit=50"],
    ["at_risk_page", () => "/"],
  ];
}
