import { expect, test } from "vitest";
import { currentObservations } from "./current-observations.ts";

test("what restricts the events stands below the fold, what restricts the readings above it", () => {
  const { sql, params } = currentObservations({
    kpis: ["revenue"],
    recordedAsOf: 0,
    position: { "observations/2": 9, "strategy/0": 4 },
    asOf: 1,
    from: "2026-01-01",
  });
  const events = sql.indexOf(".observation_events");
  const fold = sql.indexOf("LIMIT 1 BY kpi, series, source, id");
  for (const below of [
    "{kpis:Array(String)}",
    "{recordedAsOf:",
    "log_partition = 2 AND log_offset < {end2:UInt64}",
  ]) {
    expect(sql.indexOf(below)).toBeGreaterThan(events);
    expect(sql.indexOf(below)).toBeLessThan(fold);
  }
  for (const above of ["{asOf:", "{from:Date32}"]) expect(sql.indexOf(above)).toBeGreaterThan(fold);
  expect(params).toEqual({
    kpis: ["revenue"],
    recordedAsOf: "1970-01-01 00:00:00.000",
    asOf: "1970-01-01 00:00:00.001",
    from: "2026-01-01",
    end2: 9,
  });
});

test("a position without the observations topic lets nothing in", () => {
  const { sql } = currentObservations({ position: { "strategy/0": 4 } });
  expect(sql).toContain("WHERE (0)");
});
