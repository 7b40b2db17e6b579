import { GRAINS, periodContaining, shiftPeriod } from "@milepost/contracts";
import { expect, it } from "vitest";
import { goalReadingOf, kpiFactsOf } from "../testing/readings.ts";
import { monthlyChart } from "./monthly-chart.ts";
import { SPARKLINE_HEIGHT, SPARKLINE_WIDTH, sparkline } from "./sparkline.ts";

const places = (path: string): readonly number[] => (path.match(/-?\d+/g) ?? []).map(Number);

it("stays inside its box and weighs less than 400 characters for 24 months", () => {
  const months = Array.from({ length: 24 }, (_, index) => ({
    period: `${2012 + Math.floor((index + 9) / 12)}-${String(((index + 9) % 12) + 1).padStart(2, "0")}`,
    actual: 95 + ((index * 7) % 5),
    target: index < 12 ? 97 : 98,
  }));
  const drawn = sparkline(goalReadingOf({ months }));
  const parts = [drawn?.actual, drawn?.target, drawn?.fan, drawn?.median, drawn?.years].join("");
  expect(parts.length).toBeLessThan(400);
  const [x = 0, y = 0] = places(drawn?.actual ?? "");
  expect(x).toBeLessThanOrEqual(SPARKLINE_WIDTH);
  expect(y).toBeLessThanOrEqual(SPARKLINE_HEIGHT);
});

it("an unknown month is a gap, not a zero", () => {
  const months = [
    { period: "2014-07", actual: 98, target: null },
    { period: "2014-08", actual: null, target: null },
    { period: "2014-09", actual: 97, target: null },
  ];
  expect(sparkline(goalReadingOf({ months }))?.actual.match(/M/g)).toHaveLength(2);
  expect(sparkline(goalReadingOf({ months }))?.target).toBe("");
});

it("nothing known draws nothing", () => {
  expect(sparkline(goalReadingOf({ months: [{ period: "2014-09", actual: null, target: 98 }] }))).toBeNull();
});

it("a fan that explodes does not press the months flat", () => {
  const fan = [{ period: "2014-10", low95: -900, low80: -500, median: 98, high80: 5000, high95: 9000 }];
  const heights = places(sparkline(goalReadingOf({ fan }))?.actual ?? "");
  expect(Math.max(...heights.slice(2).map(Math.abs))).toBeGreaterThan(SPARKLINE_HEIGHT / 4);
});

it.each(GRAINS)("periods of a %s stand beside each other, each with its own value", (grain) => {
  const last = periodContaining("2026-11-17", grain);
  const figures = Array.from({ length: 24 }, (_, index) => ({
    period: shiftPeriod(last, index - 23).label,
    actual: 100 + index,
    target: null,
  }));
  const drawn = sparkline(goalReadingOf({ kpi: kpiFactsOf({ grain }), months: figures, fan: [] }));
  expect(places(drawn?.actual ?? "").length).toBe(48);
  expect(drawn?.title).toMatch(new RegExp(`^24 ${grain}s to .*: from 100`));
  const words = { title: "t", description: "d" };
  const svg = monthlyChart({ words, figures, fan: [], style: kpiFactsOf().style }).safe;
  const across = new Set([...svg.matchAll(/<circle [^>]*cx="([\d.]+)"/g)].map(([, x]) => x));
  expect(across.size).toBeGreaterThanOrEqual(24);
});
