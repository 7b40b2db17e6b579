import { afterEach, expect, it, vi } from "vitest";
import { createMetrics } from "./metrics.ts";

afterEach(() => void vi.useRealTimers());

const LINE = /^([a-z_][a-z0-9_]*)(\{(?:[a-z_]+="[^"\n]*",?)*\})? (\S+)$/;

/** Reads Prometheus' text format strictly: each sample has a type before it, and a number. */
function parse(text: string): ReadonlyMap<string, number> {
  const types = new Map<string, string>();
  const samples = new Map<string, number>();
  for (const line of text.split("\n").filter((one) => one !== "")) {
    const [, about, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (about === "TYPE") types.set(name, rest);
    if (about !== undefined) continue;
    const [, sample = "", labels = "", value] = LINE.exec(line) ?? [];
    expect(sample, line).not.toBe("");
    const family = types.has(sample) ? sample : sample.replace(/_(bucket|sum|count)$/, "");
    expect(types.has(family), line).toBe(true);
    expect(/^(\+Inf|NaN)$/i.test(value ?? "") || Number.isFinite(Number(value)), line).toBe(true);
    expect(samples.has(`${sample}${labels}`), `twice: ${line}`).toBe(false);
    samples.set(`${sample}${labels}`, Number(value));
  }
  return samples;
}

it("metrics are Prometheus text: each sample once, typed, and as it stands, however many ask at once", async () => {
  const metrics = createMetrics();
  const count = metrics.counter({ name: "events_total", help: "Events.", labels: ["result"] });
  count({ result: "accepted" }, 5);
  count({ result: "rejected" });
  metrics.histogram({ name: "append_seconds", help: "Appends.", buckets: [0.1, 1] })(0.05);
  const read = (value: number) => () => Promise.resolve([{ value, labels: { partition: "observations/0" } }]);
  const lag = { type: "gauge", name: "lag_records", help: "Lag.", labels: ["partition"] } as const;
  metrics.read({ ...lag, read: read(9) });
  metrics.read({ ...lag, read: read(7) });
  await Promise.all([metrics.text(), metrics.text()]);
  const samples = parse(await metrics.text());
  expect(samples.get('events_total{result="accepted"}')).toBe(5);
  expect(samples.get('events_total{result="rejected"}')).toBe(1);
  expect(samples.get('append_seconds_bucket{le="0.1"}')).toBe(1);
  expect(samples.get('lag_records{partition="observations/0"}')).toBe(7);
});

it("the same metric asked for by two parts is one metric", async () => {
  const metrics = createMetrics();
  for (const part of ["first", "second"])
    metrics.counter({ name: "runs_total", help: `Runs of the ${part}.` })();
  expect(parse(await metrics.text()).get("runs_total")).toBe(2);
});

it("what is unknown is absent, never 0", async () => {
  const metrics = createMetrics();
  const unknown = { name: "lag_records", help: "Lag.", read: () => Promise.reject(new Error("no log")) };
  metrics.read({ type: "gauge", ...unknown });
  expect([...parse(await metrics.text()).keys()].filter((name) => name.startsWith("lag"))).toEqual([]);
});

it("what failed is asked again by the next one who asks", async () => {
  const metrics = createMetrics();
  let failures = 1;
  const read = (): readonly [{ readonly value: number }] => {
    if (failures-- > 0) throw new Error("no log");
    return [{ value: 7 }];
  };
  metrics.read({ type: "gauge", name: "lag_records", help: "Lag.", read });
  expect(parse(await metrics.text()).has("lag_records")).toBe(false);
  expect(parse(await metrics.text()).get("lag_records")).toBe(7);
});

it("what is not read in time is absent, the rest is shown, and nobody asks again while the earlier question is open", async () => {
  vi.useFakeTimers();
  const metrics = createMetrics();
  const answer = Promise.withResolvers<readonly [{ readonly value: number }]>();
  let asked = 0;
  const read = () => ((asked += 1), answer.promise);
  metrics.read({ type: "gauge", name: "lag_records", help: "Lag.", read });
  metrics.read({ type: "gauge", name: "ready", help: "Ready.", read: () => [{ value: 1 }] });
  for (let scrape = 0; scrape < 2; scrape += 1) {
    const text = metrics.text();
    await vi.advanceTimersByTimeAsync(2_000);
    const samples = parse(await text);
    expect(samples.get("ready")).toBe(1);
    expect(samples.has("lag_records")).toBe(false);
  }
  expect(asked).toBe(1);
  answer.resolve([{ value: 7 }]);
  expect(parse(await metrics.text()).get("lag_records")).toBe(7);
});
