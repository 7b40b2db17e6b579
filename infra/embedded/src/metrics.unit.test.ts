import { expect, it } from "vitest";
import type { MetricSources } from "./metrics.ts";
import { createMetrics, lagOf } from "./metrics.ts";

const sources: MetricSources = {
  projectorLag: () => Promise.resolve({ "observations/0": 7 }),
  projector: () => ({ batches: 1, records: 2, rows: 3, deadLetters: 4 }),
  ingest: () => ({ accepted: 5, rejected: 6 }),
  predict: () => ({ assessments: 8, seconds: 1.5 }),
};
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

it("metrics are Prometheus text: each sample once, typed, and what the services counted, however often one asks", async () => {
  const metrics = createMetrics(sources);
  metrics.answered({ method: "GET", route: "/v1/kpis/:kpi/observations", status: 200 }, 0.03);
  await metrics.text();
  const samples = parse(await metrics.text());
  expect(samples.get('milepost_events_total{result="accepted"}')).toBe(5);
  expect(samples.get('milepost_events_total{result="rejected"}')).toBe(6);
  expect(samples.get('milepost_projector_lag_records{partition="observations/0"}')).toBe(7);
  expect(samples.get("milepost_projector_rows_total")).toBe(3);
  expect(samples.get("milepost_dead_letters_total")).toBe(4);
  expect(samples.get("milepost_assessments_total")).toBe(8);
  expect(samples.get("milepost_assessment_seconds_total")).toBe(1.5);
  const answered = [...samples].filter(([name]) =>
    name.startsWith("milepost_http_request_duration_seconds_count"),
  );
  expect(answered).toEqual([[expect.stringContaining('route="/v1/kpis/:kpi/observations"'), 1]]);
});

it("an unknown lag is absent, never 0", async () => {
  const metrics = createMetrics({ ...sources, projectorLag: () => Promise.reject(new Error("no log")) });
  const names = [...parse(await metrics.text()).keys()];
  expect(names.filter((name) => name.startsWith("milepost_projector_lag_records"))).toEqual([]);
});

it("lag counts what is in the log and not committed, also where nothing was committed yet", () => {
  expect(lagOf({ "observations/0": 10, "runs/0": 3 }, { "observations/0": 4 })).toEqual({
    "observations/0": 6,
    "runs/0": 3,
  });
});
