import type { Position } from "@milepost/contracts";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** Where the figures come from; every count is since the start. */
export interface MetricSources {
  /** Records per partition that the projector has not committed; fails when that is unknown. */
  readonly projectorLag: () => Promise<Readonly<Record<string, number>>>;
  readonly projector: () => { readonly [Name in "batches" | "records" | "rows" | "deadLetters"]: number };
  readonly ingest: () => { readonly accepted: number; readonly rejected: number };
  readonly predict: () => { readonly assessments: number; readonly seconds: number };
}

export interface Metrics {
  readonly contentType: string;
  /** All metrics in Prometheus' text format. */
  text(): Promise<string>;
  /** Takes in how long one request took; `route` is its pattern, not its address. */
  answered(
    request: { readonly method: string; readonly route: string; readonly status: number },
    seconds: number,
  ): void;
}

const LATENCY_BUCKETS_SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Collects what `/metrics` shows. */
export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  registerLag(registry, sources);
  registerEvents(registry, sources);
  const count = (name: string, help: string, read: () => number): void =>
    registerCount(registry, { name, help, read });
  count(
    "milepost_projector_batches_total",
    "Batches that the projector inserted.",
    () => sources.projector().batches,
  );
  count(
    "milepost_projector_records_total",
    "Log records that the projector took in.",
    () => sources.projector().records,
  );
  count("milepost_projector_rows_total", "Rows that the projector inserted.", () => sources.projector().rows);
  count(
    "milepost_dead_letters_total",
    "Log records that could not be processed.",
    () => sources.projector().deadLetters,
  );
  count(
    "milepost_assessments_total",
    "Forecasts of goals against targets that were made.",
    () => sources.predict().assessments,
  );
  count(
    "milepost_assessment_seconds_total",
    "Seconds that making them took.",
    () => sources.predict().seconds,
  );
  const latency = new Histogram({
    name: "milepost_http_request_duration_seconds",
    help: "How long requests took.",
    labelNames: ["method", "route", "status"],
    buckets: LATENCY_BUCKETS_SECONDS,
    registers: [registry],
  });
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    answered: ({ method, route, status }, seconds) =>
      latency.observe({ method, route, status: String(status) }, seconds),
  };
}

/** An unknown lag is absent: a 0 would say that everything is in. */
function registerLag(registry: Registry, { projectorLag }: MetricSources): void {
  const lag: Gauge<"partition"> = new Gauge({
    name: "milepost_projector_lag_records",
    help: "Records in the log that the projector has not committed yet; absent when unknown.",
    labelNames: ["partition"],
    registers: [registry],
    collect: async () => {
      lag.reset();
      const records = await projectorLag().catch(() => ({}));
      for (const [partition, count] of Object.entries(records)) lag.set({ partition }, count);
    },
  });
}

function registerEvents(registry: Registry, { ingest }: MetricSources): void {
  const events: Counter<"result"> = new Counter({
    name: "milepost_events_total",
    help: "Posted events by what became of them.",
    labelNames: ["result"],
    registers: [registry],
    collect: () => {
      const { accepted, rejected } = ingest();
      events.reset();
      events.inc({ result: "accepted" }, accepted);
      events.inc({ result: "rejected" }, rejected);
    },
  });
}

function registerCount(
  registry: Registry,
  { name, help, read }: { readonly name: string; readonly help: string; readonly read: () => number },
): void {
  const counter: Counter = new Counter({
    name,
    help,
    registers: [registry],
    collect: () => {
      counter.reset();
      counter.inc(read());
    },
  });
}

/** What is in the log and not committed, per partition. */
export function lagOf(end: Position, committed: Position): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(end).map(([partition, offset]) => [partition, offset - (committed[partition] ?? 0)]),
  );
}
