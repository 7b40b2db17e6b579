import { GROWTH_KPIS } from "./growth-kpis.ts";
import type { GrowthKpi } from "./growth-kpis.ts";

/** Goals of the running year, one a KPI. */
export const GOALS = 4_000;
const GOALS_A_SCORECARD = 50;
/** Scorecards of the growing deployment. */
export const SCORECARDS: number = GOALS / GOALS_A_SCORECARD;
const UNITS = 50;
const PEOPLE = 200;
const CATEGORIES = ["Service", "Cost", "Quality", "Safety", "People", "Growth"] as const;

/** The plan of the growing deployment, with goals for a year, as JSON. */
export function growthPlan(year: number): string {
  const measured = measuredKpis();
  return JSON.stringify({
    apiVersion: "milepost/v1",
    calendars: { default: { kind: "gregorian", timeZone: "UTC" } },
    people: named(PEOPLE, personId, (index) => ({
      name: `Person ${index}`,
      email: `person.${index}@example.org`,
    })),
    units: named(UNITS, unitId, (index) => ({ name: `Unit ${index}` })),
    kpis: Object.fromEntries(GROWTH_KPIS.map((kpi, index) => [kpi.id, kpiDefinition(kpi, index)])),
    goals: Object.fromEntries(
      measured.map((kpi, index) => [goalId(kpi), goalDefinition(kpi, { index, year })]),
    ),
    scorecards: named(SCORECARDS, scorecardId, (index) => ({
      name: `Scorecard ${index}`,
      layout: index % 2 === 0 ? "units-by-category" : "perspectives",
      items: measured
        .slice(index * GOALS_A_SCORECARD, (index + 1) * GOALS_A_SCORECARD)
        .map((kpi) => ({ goal: goalId(kpi), perspective: "customer" })),
    })),
  });
}

/** The id of a scorecard by its number. */
export function scorecardId(index: number): string {
  return `scorecard-${index}`;
}

/** Goals stand on two of five KPIs; of a sum with its year-to-date figure, on the latter. */
function measuredKpis(): readonly GrowthKpi[] {
  const running = new Set(GROWTH_KPIS.flatMap(({ runningOf }) => runningOf ?? []));
  return GROWTH_KPIS.filter(({ id }, index) => !running.has(id) && index % 19 < 8).slice(0, GOALS);
}

function goalId(kpi: GrowthKpi): string {
  return `goal-${kpi.id}`;
}

function kpiDefinition(kpi: GrowthKpi, index: number): unknown {
  const isDerived = kpi.members[0] !== "";
  return {
    name: `KPI ${index}`,
    unit: kpi.behaviour === "ratio" ? "ratio" : "count",
    decimals: kpi.behaviour === "ratio" ? 3 : 1,
    direction: index % 3 === 0 ? "decrease" : "increase",
    behaviour: kpi.behaviour,
    grain: kpi.grain,
    belongsTo: unitId(index % UNITS),
    category: CATEGORIES[index % CATEGORIES.length],
    dataOwner: personId(index % PEOPLE),
    ...(isDerived && { dimensions: ["site"], total: "derived" }),
    ...(kpi.behaviour === "average" && { approximation: "equal-weights" }),
    ...(kpi.runningOf !== undefined && { runningOf: kpi.runningOf, restarts: "year" }),
  };
}

function goalDefinition(
  kpi: GrowthKpi,
  { index, year }: { readonly index: number; readonly year: number },
): unknown {
  const to = kpi.behaviour === "ratio" ? 0.75 : kpi.level * (0.85 + (index % 10) / 40);
  const measure =
    kpi.runningOf === undefined
      ? { kpi: kpi.id, from: to * 0.9, to, trajectory: index % 2 === 0 ? "linear" : "step" }
      : { kpi: kpi.id, trajectory: { planned: "latest" } };
  return {
    kind: "annual_goal",
    title: `Goal ${index}`,
    owner: personId(index % PEOPLE),
    window: year,
    measure,
  };
}

function personId(index: number): string {
  return `person-${index}`;
}

function unitId(index: number): string {
  return `unit-${index}`;
}

function named(count: number, idOf: (index: number) => string, make: (index: number) => unknown): unknown {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [idOf(index), make(index)]));
}
