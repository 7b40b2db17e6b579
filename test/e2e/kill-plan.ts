/** The load that is killed: 20 daily KPIs over two years, half pulled from a file, half pushed. */
const KPI_COUNT = 20;
const FIRST_DAY = "2023-01-01";
const DAYS = 730;

const DAY_MS = 86_400_000;

/** Ids of the KPIs that the file connector pulls, and of those that a client pushes. */
const PULLED: readonly string[] = Array.from({ length: KPI_COUNT / 2 }, (_, index) => `pulled-${index + 1}`);
const PUSHED: readonly string[] = Array.from({ length: KPI_COUNT / 2 }, (_, index) => `pushed-${index + 1}`);

/** The plan file of the load. */
export function planText(): string {
  const kpis = [...PULLED, ...PUSHED].map(
    (id) =>
      `  ${id}: { name: ${id}, unit: count, decimals: 0, direction: increase, behaviour: flow, grain: day }`,
  );
  return [
    "apiVersion: milepost/v1",
    "calendars: { default: { kind: gregorian, timeZone: UTC } }",
    "kpis:",
    ...kpis,
    "connectors:",
    "  load:",
    "    kind: file",
    "    path: load.csv",
    "    kpi: { column: kpi }",
    "    period: { column: day, grain: day }",
    "    measures: [{ column: value }]",
    "    knownAt: period-end",
    "",
  ].join("\n");
}

/** The days of the load, `YYYY-MM-DD`. */
function days(): readonly string[] {
  const first = Date.parse(FIRST_DAY);
  return Array.from({ length: DAYS }, (_, day) => new Date(first + day * DAY_MS).toISOString().slice(0, 10));
}

/** A value that no other KPI or day has. */
export function valueOf(kpi: string, dayIndex: number): string {
  return String([...PULLED, ...PUSHED].indexOf(kpi) * 10_000 + dayIndex);
}

/** The CSV file that the connector reads. */
export function csvText(): string {
  const rows = days().flatMap((day, index) => PULLED.map((kpi) => `${kpi},${day},${valueOf(kpi, index)}`));
  return ["kpi,day,value", ...rows, ""].join("\n");
}

/** The pushed events in batches; ids are stable, so a client may send a batch again. */
export function pushBatches(batchSize: number): readonly string[] {
  const events = days().flatMap((day, index) =>
    PUSHED.map((kpi) => ({
      specversion: "1.0",
      id: `${kpi}-${day}`,
      source: "//test/load",
      type: "milepost.observation.recorded.v1",
      time: `${day}T23:59:59Z`,
      data: { kpi, period: day, value: valueOf(kpi, index), unit: "count", knownAt: `${day}T23:59:59Z` },
    })),
  );
  const batches: string[] = [];
  for (let from = 0; from < events.length; from += batchSize) {
    batches.push(JSON.stringify(events.slice(from, from + batchSize)));
  }
  return batches;
}
