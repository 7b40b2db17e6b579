import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Metric } from "prom-client";

export type Labels = Readonly<Record<string, string>>;

/** What a metric is called: the unit stands in the name (`…_seconds`, `…_records`), a counter ends in `_total`. */
export interface MetricName {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
}

/** One value of a metric that is read when somebody asks. */
export interface Sample {
  readonly labels?: Labels;
  readonly value: number;
}

export interface ReadMetric extends MetricName {
  readonly type: "counter" | "gauge";
  /** The values now; none where they are unknown: an unknown figure is absent, never 0. */
  readonly read: () => readonly Sample[] | Promise<readonly Sample[]>;
  /** After so long the values count as unknown; two seconds when absent. */
  readonly limitMs?: number;
}

/** Prometheus gives up on all metrics after ten seconds: one whose server is away must not take the others along. */
const READ_LIMIT_MS = 2_000;

/** What `/metrics` shows. The same name asked for again is the same metric, so that parts may be opened again. */
export interface Metrics {
  /** Counts up; returns how. */
  counter(metric: MetricName): (labels?: Labels, by?: number) => void;
  /** Takes in durations or sizes; returns how. */
  histogram(
    metric: MetricName & { readonly buckets: readonly number[] },
  ): (value: number, labels?: Labels) => void;
  /** Reads values from their source each time somebody asks; a later source of the same name takes the place of the earlier. */
  read(metric: ReadMetric): void;
  readonly contentType: string;
  /** All metrics in Prometheus' text format. */
  text(): Promise<string>;
}

/** An empty registry, with what Node tells of its process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const sources = new Map<string, ReadMetric["read"]>();
  const known = <Kind extends Metric>(name: string, make: () => Kind): Kind =>
    (registry.getSingleMetric(name) as Kind | undefined) ?? make();
  const options = ({ name, help, labels = [] }: MetricName) => ({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
  });
  return {
    counter: (metric) => {
      const counter = known(metric.name, () => new Counter(options(metric)));
      return (labels = {}, by = 1) => counter.inc(labels, by);
    },
    histogram: (metric) => {
      const buckets = [...metric.buckets];
      const histogram = known(metric.name, () => new Histogram({ ...options(metric), buckets }));
      return (value, labels = {}) => histogram.observe(labels, value);
    },
    read: (metric) => {
      const { name, type } = metric;
      const isKnown = sources.has(name);
      sources.set(name, metric.read);
      if (isKnown) return;
      const read = inTime(() => sources.get(name)?.() ?? [], metric.limitMs ?? READ_LIMIT_MS);
      registerReader(type, options(metric), read);
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}

interface PromOptions {
  readonly name: string;
  readonly help: string;
  labelNames: string[];
  registers: Registry[];
}

/** Reads; nothing when that fails or takes too long. Whoever asks meanwhile shares the question that is open. */
function inTime(read: ReadMetric["read"], limitMs: number): () => Promise<readonly Sample[]> {
  let open: Promise<readonly Sample[]> | undefined;
  const ask = async (): Promise<readonly Sample[]> => {
    try {
      return await read();
    } catch {
      return [];
    }
  };
  return async () => {
    const late = Promise.withResolvers<readonly Sample[]>();
    const timer = setTimeout(late.resolve, limitMs, []);
    open ??= ask().finally(() => (open = undefined));
    const samples = await Promise.race([open, late.promise]);
    clearTimeout(timer);
    return samples;
  };
}

function registerReader(
  type: ReadMetric["type"],
  options: PromOptions,
  read: () => Promise<readonly Sample[]>,
): void {
  const collect = async (): Promise<void> => {
    const samples = await read();
    // Two may ask at once: what is set is set in one go.
    metric.reset();
    // A metric without labels would stand at 0 now.
    if (samples.length === 0) metric.remove({});
    for (const { labels = {}, value } of samples) metric.inc(labels, value);
  };
  const metric =
    type === "counter" ? new Counter({ ...options, collect }) : new Gauge({ ...options, collect });
}

/** Metrics that nobody reads, for tests and for parts that run alone. */
export function noMetrics(): Metrics {
  return {
    counter: () => () => undefined,
    histogram: () => () => undefined,
    read: () => undefined,
    contentType: "text/plain",
    text: () => Promise.resolve(""),
  };
}
