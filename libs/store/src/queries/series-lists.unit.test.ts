import { expect, test } from "vitest";
import { seriesLists } from "./series-lists.ts";

test("what restricts the events stands below the fold, what restricts the readings above it", () => {
  const { sql, params } = seriesLists({
    kpis: ["revenue"],
    position: { "observations/2": 9, "strategy/0": 4 },
    asOf: 1,
    from: "2026-01-01",
  });
  const events = sql.indexOf(".observation_events");
  const fold = sql.indexOf("LIMIT 1 BY kpi, series, source, id");
  for (const below of ["{kpis:Array(String)}", "log_partition = 2 AND log_offset < {end2:UInt64}"]) {
    expect(sql.indexOf(below)).toBeGreaterThan(events);
    expect(sql.indexOf(below)).toBeLessThan(fold);
  }
  for (const above of ["{asOf:", "{from:Date32}"]) expect(sql.indexOf(above)).toBeGreaterThan(fold);
  expect(params).toEqual({
    kpis: ["revenue"],
    asOf: "1970-01-01 00:00:00.001",
    from: "2026-01-01",
    end2: 9,
  });
});

test("a position without the observations topic lets nothing in", () => {
  const { sql } = seriesLists({ kpis: ["k"], position: { "strategy/0": 4 } });
  expect(sql).toMatch(/WHERE .*\b0\b/);
});
