import { setInterval } from "node:timers/promises";
import { startMilepost, temporaryFolder } from "@milepost/testkit/running-milepost";
import type { RunningMilepost } from "@milepost/testkit/running-milepost";

const REQUESTS = 200;
const WARM_UP = 10;
const EVENTS_PER_BATCH = 100;
const BATCH_EVERY_MS = 200;

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
    return { bench: "query", inputs: { data: "demo, September 2014", requests: REQUESTS }, figures };
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

/** Pushes batches until told to stop; returns the rate it reached. */
async function ingest(milepost: RunningMilepost, signal: AbortSignal): Promise<number> {
  const startedAt = performance.now();
  let sent = 0;
  try {
    for await (const _ of setInterval(BATCH_EVERY_MS, undefined, { signal })) {
      await push(milepost, sent);
      sent += EVENTS_PER_BATCH;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return sent / ((performance.now() - startedAt) / 1000);
}

async function push(milepost: RunningMilepost, from: number): Promise<void> {
  const events = Array.from({ length: EVENTS_PER_BATCH }, (_, index) => ({
    specversion: "1.0",
    id: `bench-${from + index}`,
    source: "//milepost/connectors/mta",
    type: "milepost.observation.recorded.v1",
    time: "2014-10-01T03:00:00Z",
    data: {
      kpi: "nyct-total-ridership-subways",
      period: "2014-09",
      kind: "forecast",
      value: String(from + index),
    },
  }));
  const headers = { "content-type": "application/cloudevents-batch+json" };
  const answer = await fetch(`${milepost.url}/v1/events`, {
    method: "POST",
    headers,
    body: JSON.stringify(events),
  });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`pushing answered ${answer.status}`);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const value = sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return Math.round(value * 100) / 100;
}

function print(figures: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(figures)) process.stdout.write(`${name.padEnd(32)} ${value}\n`);
}
