/** What one run of a suite measures: KPIs, goals and a scorecard that no other run touches. */
export interface RunPlan {
  readonly kpis: Readonly<Record<string, unknown>>;
  readonly goals: Readonly<Record<string, unknown>>;
  readonly scorecards: Readonly<Record<string, unknown>>;
  readonly connectors: Readonly<Record<string, unknown>>;
}

/** The KPIs of a run, by what is special about them. */
export interface RunKpis {
  readonly orders: string;
  readonly visits: string;
  readonly delivery: string;
  readonly repairs: string;
}

/** The KPI that a run's connector reads; nobody else posts values of it. */
export function pulledKpi(run: string): string {
  return `${run}-pulled`;
}

/** The file that it reads, in the inbox. */
export function pulledFile(run: string): string {
  return `${run}.csv`;
}

/** The only source that counts for the KPI `repairs`, by its definition. */
export const PLANNED_SOURCE = "//chaos/b";

export function runKpis(run: string): RunKpis {
  return {
    orders: `${run}-orders`,
    visits: `${run}-visits`,
    delivery: `${run}-delivery`,
    repairs: `${run}-repairs`,
  };
}

/** The plan of one run; `targets` moves its goals. */
export function runPlan(run: string, targets = 0): RunPlan {
  const kpis = runKpis(run);
  const kpi = { unit: "count", decimals: 2, direction: "increase", grain: "month", belongsTo: "ulm" };
  const goal = { kind: "annual_goal", owner: "ann", window: 2025 };
  return {
    kpis: {
      [kpis.orders]: { ...kpi, name: "Orders", behaviour: "stock", category: "Sales" },
      [kpis.visits]: { ...kpi, name: "Visits", behaviour: "flow", category: "Sales" },
      [kpis.delivery]: {
        ...kpi,
        name: "Delivery",
        behaviour: "ratio",
        unit: "ratio",
        decimals: 3,
        dimensions: ["plant"],
        total: "derived",
        category: "Service",
      },
      [kpis.repairs]: {
        ...kpi,
        name: "Repairs",
        behaviour: "stock",
        direction: "decrease",
        source: PLANNED_SOURCE,
        category: "Service",
      },
      [pulledKpi(run)]: { ...kpi, name: "Pulled", behaviour: "stock", category: "Sales" },
    },
    connectors: {
      [`${run}-file`]: {
        kind: "file",
        path: pulledFile(run),
        kpi: pulledKpi(run),
        period: { column: "month", grain: "month" },
        measures: [{ column: "value" }],
      },
    },
    goals: {
      [`${kpis.orders}-up`]: {
        ...goal,
        title: "Orders",
        measure: { kpi: kpis.orders, from: 0, to: 50 + targets },
      },
      [`${kpis.visits}-up`]: {
        ...goal,
        title: "Visits",
        measure: { kpi: kpis.visits, from: 0, to: 400 + targets, evaluation: "cumulative" },
      },
      [`${kpis.delivery}-up`]: {
        ...goal,
        title: "Delivery",
        measure: { kpi: kpis.delivery, from: 0.4, to: 0.9 },
      },
      [`${kpis.repairs}-down`]: {
        ...goal,
        title: "Repairs",
        measure: { kpi: kpis.repairs, from: 80, trajectory: { planned: "latest" } },
      },
    },
    scorecards: {
      [`${run}-board`]: {
        layout: "units-by-category",
        items: [
          { goal: `${kpis.orders}-up`, weight: 2 },
          { goal: `${kpis.visits}-up` },
          { goal: `${kpis.delivery}-up` },
          { goal: `${kpis.repairs}-down` },
        ],
      },
    },
  };
}

/** The plan file of several runs, as `POST /v1/plans` takes it (JSON is YAML). */
export function planOf(runs: readonly RunPlan[], more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    apiVersion: "milepost/v1",
    calendars: { default: { kind: "gregorian", timeZone: "UTC" } },
    people: { ann: { name: "Ann Example", email: "ann@example.org" } },
    units: { ulm: { name: "Ulm" } },
    kpis: Object.assign({}, ...runs.map(({ kpis }) => kpis)) as unknown,
    goals: Object.assign({}, ...runs.map(({ goals }) => goals)) as unknown,
    scorecards: Object.assign({}, ...runs.map(({ scorecards }) => scorecards)) as unknown,
    connectors: Object.assign({}, ...runs.map(({ connectors }) => connectors)) as unknown,
    ...more,
  });
}
