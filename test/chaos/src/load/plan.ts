/** What one run of a suite measures: KPIs, goals and a scorecard that no other run touches. */
export interface RunPlan {
  readonly kpis: Readonly<Record<string, unknown>>;
  readonly goals: Readonly<Record<string, unknown>>;
  readonly scorecards: Readonly<Record<string, unknown>>;
  readonly connectors: Readonly<Record<string, unknown>>;
  readonly people?: Readonly<Record<string, unknown>>;
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

/** The stream of a run's rows. */
export function rowStream(run: string): string {
  return `${run}:rows`;
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

/** The plan of one run; `targets` moves its goals, `rows` gives it KPIs that are folded from rows. */
export function runPlan(
  run: string,
  { targets = 0, rows = false }: { readonly targets?: number; readonly rows?: boolean } = {},
): RunPlan {
  const kpis = runKpis(run);
  const goals = { ...goalsOf(kpis, targets), ...(rows ? foldedGoal(run) : {}) };
  const [orders = "", ...others] = Object.keys(goals);
  return {
    kpis: { ...kpisOf(run, kpis), ...(rows ? foldedKpis(run) : {}) },
    goals,
    scorecards: {
      [`${run}-board`]: {
        layout: "units-by-category",
        items: [{ goal: orders, weight: 2 }, ...others.map((goal) => ({ goal }))],
      },
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
  };
}

function kpisOf(run: string, { orders, visits, delivery, repairs }: RunKpis): RunPlan["kpis"] {
  const kpi = { unit: "count", decimals: 2, direction: "increase", grain: "month", belongsTo: "ulm" };
  const sales = { ...kpi, category: "Sales" };
  const service = { ...kpi, category: "Service" };
  const ratio = { behaviour: "ratio", unit: "ratio", decimals: 3, dimensions: ["plant"], total: "derived" };
  return {
    [orders]: { ...sales, name: "Orders", behaviour: "stock" },
    [visits]: { ...sales, name: "Visits", behaviour: "flow" },
    [delivery]: { ...service, name: "Delivery", ...ratio },
    [repairs]: {
      ...service,
      name: "Repairs",
      behaviour: "stock",
      direction: "decrease",
      source: PLANNED_SOURCE,
    },
    [pulledKpi(run)]: { ...sales, name: "Pulled", behaviour: "stock" },
  };
}

/** KPIs that are folded from the run's rows, one of each kind of fold. */
function foldedKpis(run: string): RunPlan["kpis"] {
  const common = { unit: "count", decimals: 2, direction: "increase", grain: "month", category: "Sales" };
  const binding = { stream: rowStream(run), time: { field: "day" } };
  const amount = { field: "amount" };
  return {
    [`${run}-revenue`]: {
      ...common,
      name: "Revenue",
      behaviour: "flow",
      dimensions: ["plant"],
      total: "derived",
      binding: { ...binding, measure: { agg: "sum", ...amount }, dimensions: { plant: "plant" } },
    },
    [`${run}-won`]: {
      ...common,
      name: "Won",
      behaviour: "flow",
      binding: {
        ...binding,
        measure: { agg: "count" },
        filter: [{ field: "won", op: "eq", value: true }],
        empty: "zero-if-proven",
      },
    },
    [`${run}-mean`]: {
      ...common,
      name: "Mean",
      behaviour: "average",
      binding: { ...binding, measure: { agg: "average", ...amount } },
    },
  };
}

function goalsOf({ orders, visits, delivery, repairs }: RunKpis, targets: number): RunPlan["goals"] {
  const goal = { kind: "annual_goal", owner: "ann", window: 2025 };
  const cumulative = { from: 0, to: 400 + targets, evaluation: "cumulative" };
  return {
    [`${orders}-up`]: { ...goal, title: "Orders", measure: { kpi: orders, from: 0, to: 50 + targets } },
    [`${visits}-up`]: { ...goal, title: "Visits", measure: { kpi: visits, ...cumulative } },
    [`${delivery}-up`]: { ...goal, title: "Delivery", measure: { kpi: delivery, from: 0.4, to: 0.9 } },
    [`${repairs}-down`]: {
      ...goal,
      title: "Repairs",
      measure: { kpi: repairs, from: 80, trajectory: { planned: "latest" } },
    },
  };
}

/** A goal whose progress follows from rows. */
function foldedGoal(run: string): RunPlan["goals"] {
  const measure = { kpi: `${run}-revenue`, from: 0, to: 900, evaluation: "cumulative" };
  return {
    [`${run}-revenue-up`]: { kind: "annual_goal", owner: "ann", window: 2025, title: "Revenue", measure },
  };
}

/** The plan file of several runs, as `POST /v1/plans` takes it (JSON is YAML). */
export function planOf(runs: readonly RunPlan[], more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    apiVersion: "milepost/v1",
    calendars: { default: { kind: "gregorian", timeZone: "UTC" } },
    people: Object.assign(
      { ann: { name: "Ann Example", email: "ann@example.org" } },
      ...runs.map(({ people }) => people),
    ) as unknown,
    units: { ulm: { name: "Ulm" } },
    kpis: Object.assign({}, ...runs.map(({ kpis }) => kpis)) as unknown,
    goals: Object.assign({}, ...runs.map(({ goals }) => goals)) as unknown,
    scorecards: Object.assign({}, ...runs.map(({ scorecards }) => scorecards)) as unknown,
    connectors: Object.assign({}, ...runs.map(({ connectors }) => connectors)) as unknown,
    ...more,
  });
}
