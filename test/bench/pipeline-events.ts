import { partitionOf } from "@milepost/event-log/partition-of";

const KPIS = 20;
const SITES = 50;
/** Events of one local day: one for each series. */
export const EVENTS_A_DAY: number = KPIS * SITES;
/** Days before their dates are used again, by other sites: none lies in the future. */
const DAYS = 3_000;
const FIRST_DAY = Date.UTC(2015, 0, 1);
const DAY_MS = 86_400_000;
const PARTITIONS = 4;

/** KPI whose few rows show cheaply how far the view has come. */
export const PROBE_KPI = "bench-probe";

/** The plan of the benchmark: daily counts of many sites. */
export const BENCH_PLAN: string = JSON.stringify({
  apiVersion: "milepost/v1",
  calendars: { default: { kind: "gregorian", timeZone: "UTC", fiscalYearStart: 1 } },
  kpis: Object.fromEntries(
    [...Array.from({ length: KPIS }, (_, index) => kpiId(index)), PROBE_KPI].map((id) => [
      id,
      {
        name: `Benchmark ${id}`,
        unit: "count",
        decimals: 3,
        direction: "increase",
        behaviour: "flow",
        grain: "day",
        dimensions: ["site"],
      },
    ]),
  ),
});

/** A day's events from that day's number on, as NDJSON. */
export function dayOfEvents(day: number): string {
  const lines = Array.from({ length: EVENTS_A_DAY }, (_, index) =>
    eventLine({
      kpi: kpiId(index % KPIS),
      site: `site-${Math.floor(index / KPIS) + SITES * Math.floor(day / DAYS)}`,
      day,
      value: `${(index * 7919 + day * 104_729) % 100_000}.125`,
    }),
  );
  return lines.join("\n");
}

/** Some of a day's events and one probe in each partition of the log. */
export function probedEvents(day: number, events: number): string {
  const probes = PROBE_SITES.map((site) => eventLine({ kpi: PROBE_KPI, site, day, value: "1" }));
  const others = Array.from({ length: events - probes.length }, (_, index) =>
    eventLine({
      kpi: kpiId(index % KPIS),
      site: `site-${Math.floor(index / KPIS)}`,
      day,
      value: `${index}`,
    }),
  );
  return [...others, ...probes].join("\n");
}

/** Probes that a batch holds, one a partition. */
const PROBE_SITES: readonly string[] = Array.from({ length: PARTITIONS }, (_, partition) =>
  siteIn(partition),
);

function siteIn(partition: number): string {
  for (let site = 0; ; site += 1) {
    if (partitionOf(`${PROBE_KPI}/site=probe-${site}`, PARTITIONS) === partition) return `probe-${site}`;
  }
}

function kpiId(index: number): string {
  return `bench-${index}`;
}

/** The local date of a day's number. */
export function dateOf(day: number): string {
  return new Date(FIRST_DAY + (day % DAYS) * DAY_MS).toISOString().slice(0, 10);
}

function eventLine(event: {
  readonly kpi: string;
  readonly site: string;
  readonly day: number;
  readonly value: string;
}): string {
  const period = dateOf(event.day);
  return JSON.stringify({
    specversion: "1.0",
    id: `${event.kpi}-${event.site}-${period}`,
    source: "//bench/pipeline",
    type: "milepost.observation.recorded.v1",
    subject: `${event.kpi}/site=${event.site}`,
    time: "2026-01-01T00:00:00Z",
    data: {
      kpi: event.kpi,
      series: { site: event.site },
      period,
      kind: "actual",
      value: event.value,
      completeness: "complete",
    },
  });
}
