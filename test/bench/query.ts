import { setTimeout } from "node:timers/promises";
import { startMilepost, temporaryFolder } from "@milepost/testkit/running-milepost";
import type { RunningMilepost } from "@milepost/testkit/running-milepost";

const REQUESTS = 200;
const WARM_UP = 10;
const EVENTS_PER_BATCH = 100;
const BATCH_EVERY_MS = 200;
/** The months that the demo's KPIs have values of. */
const MONTHS: readonly string[] = [2010, 2011, 2012, 2013].flatMap((year) =>
  Array.from({ length: 12 }, (_, month) => `${year}-${String(month + 1).padStart(2, "0")}`),
);

/** What is asked, by figure name. */
const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  scorecard: ["/v1/scorecards/mta"],
  kpi: ["/v1/kpis/mnr-elevator-availability/observations", "/v1/kpis/bt-total-traffic/observations"],
  scorecard_page: ["/scorecard"],
  kpi_page: ["/kpis/mnr-elevator-availability", "/kpis/bt-total-traffic"],
  at_risk_page: ["/"],
};

/** Latency of scorecard and KPI queries on the demo while 500 events a second arrive. */
export async function run(args: readonly string[]): Promise<{
  readonly bench: "query";
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly figures: Readonly<Record<string, number>>;
}> {
  const folder = temporaryFolder();
  const milepost = await startMilepost({ dataDir: folder.path });
  try {
    await milepost.saying(/Filling the track record.*complete/);
    const stopIngest = new AbortController();
    const ingesting = ingest(milepost, stopIngest.signal);
    const figures: Record<string, number> = {};
    for (const [name, paths] of Object.entries(QUESTIONS)) {
      const times = await measure(milepost.url, paths);
      figures[`${name}_p50_ms`] = percentile(times, 0.5);
      figures[`${name}_p95_ms`] = percentile(times, 0.95);
    }
    stopIngest.abort();
    figures["events_per_second_meanwhile"] = await ingesting;
    figures["query_p95_ms"] = Math.max(figures["scorecard_p95_ms"] ?? 0, figures["kpi_p95_ms"] ?? 0);
    if (!args.includes("--json")) print(figures);
    return {
      bench: "query",
      inputs: { data: "demo, September 2014, track record filled", requests: REQUESTS },
      figures,
    };
  } finally {
    await milepost.stop();
    folder.remove();
  }
}

async function measure(url: string, paths: readonly string[]): Promise<readonly number[]> {
  const times: number[] = [];
  for (let request = -WARM_UP; request < REQUESTS; request += 1) {
    const path = paths[(request + WARM_UP) % paths.length] ?? "/";
    const startedAt = performance.now();
    const answer = await fetch(`${url}${path}`);
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    if (request >= 0) times.push(performance.now() - startedAt);
  }
  return times;
}

/** Pushes batches until told to stop, on time also after a slow one; returns the rate it reached. */
async function ingest(milepost: RunningMilepost, signal: AbortSignal): Promise<number> {
  const kpis = await kpiIds(milepost.url);
  const startedAt = performance.now();
  let batches = 0;
  while (!signal.aborted) {
    await push(milepost, forecasts(kpis, batches * EVENTS_PER_BATCH));
    batches += 1;
    const early = batches * BATCH_EVERY_MS - (performance.now() - startedAt);
    if (early > 0) await setTimeout(early, undefined, { signal }).catch(() => undefined);
  }
  return Math.round((batches * EVENTS_PER_BATCH) / ((performance.now() - startedAt) / 1000));
}

async function kpiIds(url: string): Promise<readonly string[]> {
  const answer = await fetch(`${url}/v1/kpis?limit=1000`);
  const { items } = (await answer.json()) as { readonly items: readonly { readonly kpi: string }[] };
  return items.map(({ kpi }) => kpi);
}

/** New readings of what the source forecasts, KPI by KPI and month by month. */
function forecasts(kpis: readonly string[], from: number): readonly unknown[] {
  return Array.from({ length: EVENTS_PER_BATCH }, (_, index) => {
    const event = from + index;
    return {
      specversion: "1.0",
      id: `bench-${event}`,
      source: "//milepost/connectors/mta",
      type: "milepost.observation.recorded.v1",
      time: "2014-10-01T03:00:00Z",
      data: {
        kpi: kpis[event % kpis.length],
        period: MONTHS[Math.floor(event / kpis.length) % MONTHS.length],
        kind: "forecast",
        value: String(event % 100),
      },
    };
  });
}

async function push(milepost: RunningMilepost, events: readonly unknown[]): Promise<void> {
  const answer = await fetch(`${milepost.url}/v1/events`, {
    method: "POST",
    headers: { "content-type": "application/cloudevents-batch+json" },
    body: JSON.stringify(events),
  });
  const { accepted } = (await answer.json()) as { readonly accepted?: number };
  if (accepted !== events.length) throw new Error(`pushing answered ${answer.status}, ${accepted} accepted`);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const value = sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return Math.round(value * 100) / 100;
}

function print(figures: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(figures)) process.stdout.write(`${name.padEnd(32)} ${value}\n`);
}
