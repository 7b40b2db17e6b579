import fc from "fast-check";
import { expect, test } from "vitest";
import { derivedTotal, hasDerivedTotal } from "./derived-total.ts";
import type { KnownFigure, TotalRule } from "./derived-total.ts";

/** A plant's actual value, or its numerator and denominator. */
function figure(plant: string, period: string, said: number | null | [number, number]): KnownFigure {
  const [numerator, denominator] = typeof said === "object" && said !== null ? said : [null, null];
  const value = typeof said === "object" && said !== null ? said[0] / said[1] : said;
  const knownAt = Date.parse(`${period}-28`);
  return { series: `plant=${plant}`, kind: "actual", period, value, numerator, denominator, knownAt };
}

/** How totals are derived, of a count where nothing else is said. */
type Rule = Omit<TotalRule, "unit"> & Partial<Pick<TotalRule, "unit">>;
const totalOf = (members: readonly KnownFigure[], rule: Rule): readonly KnownFigure[] =>
  derivedTotal(members, { unit: "count", ...rule });

function totals(members: readonly KnownFigure[], rule: Rule): Record<string, number | null> {
  return Object.fromEntries(totalOf(members, rule).map(({ period, value }) => [period, value]));
}

const two = [figure("ulm", "2026-01", 40), figure("bonn", "2026-01", 60)];

test("flows and stocks add up, min and max are those of the members", () => {
  expect(totals(two, { behaviour: "flow" })).toEqual({ "2026-01": 100 });
  expect(totals(two, { behaviour: "stock" })).toEqual({ "2026-01": 100 });
  expect(totals(two, { behaviour: "min" })).toEqual({ "2026-01": 40 });
  expect(totals(two, { behaviour: "max" })).toEqual({ "2026-01": 60 });
});

test("running figures add up where what runs is a flow, and give no total elsewhere", () => {
  expect(totals(two, { behaviour: "running", runningOf: "flow" })).toEqual({ "2026-01": 100 });
  expect(totals(two, { behaviour: "running", runningOf: "average" })).toEqual({ "2026-01": null });
  expect(totals(two, { behaviour: "running" })).toEqual({ "2026-01": null });
});

test("a ratio is made from its summed parts, which stay with it", () => {
  const members = [figure("ulm", "2026-01", [90, 100]), figure("bonn", "2026-01", [150, 300])];
  expect(totalOf(members, { behaviour: "ratio" })).toEqual([
    { ...figure("", "2026-01", [240, 400]), series: "" },
  ]);
  expect(totals(members, { behaviour: "harmonic_mean" })).toEqual({ "2026-01": 0.6 });
});

test("the total of a ratio in percent is in percent, too", () => {
  const plants = [
    { ...figure("ulm", "2026-01", [914, 1000]), value: 91.4 },
    { ...figure("bonn", "2026-01", [935, 1000]), value: 93.5 },
  ];
  expect(totalOf(plants, { behaviour: "ratio", unit: "percent" })).toMatchObject([
    { value: 92.45, numerator: 1849, denominator: 2000 },
  ]);
});

test("without parts a ratio is unknown, unless the plan declares equal weights", () => {
  const members = [figure("ulm", "2026-01", [90, 100]), figure("bonn", "2026-01", 0.5)];
  expect(totals(members, { behaviour: "ratio" })).toEqual({ "2026-01": null });
  expect(totals(members, { behaviour: "ratio", approximation: "equal-weights" })).toEqual({ "2026-01": 0.7 });
  expect(totals(two, { behaviour: "harmonic_mean", approximation: "equal-weights" })).toEqual({
    "2026-01": 48,
  });
});

test("a member that stops or takes its value back makes the total unknown, one that is new does not before it began", () => {
  const members = [
    figure("ulm", "2026-01", 1),
    figure("ulm", "2026-02", 2),
    figure("ulm", "2026-03", null),
    figure("bonn", "2026-02", 10),
    figure("bonn", "2026-03", 20),
    figure("bonn", "2026-04", 30),
  ];
  expect(totals(members, { behaviour: "flow" })).toEqual({
    "2026-01": 1,
    "2026-02": 12,
    "2026-03": null,
    "2026-04": null,
  });
});

test("a total of money keeps its cents, and the parts of a ratio add up as decimals do", () => {
  const plants = ["ulm", "bonn", "graz"].map((plant) => figure(plant, "2026-01", 12345678901.31));
  expect(totals(plants, { behaviour: "flow" })).toEqual({ "2026-01": 37037036703.93 });
  const ratios = [figure("ulm", "2026-01", [0.1, 1]), figure("bonn", "2026-01", [0.2, 2])];
  expect(totalOf(ratios, { behaviour: "ratio" })).toMatchObject([
    { value: 0.1, numerator: 0.3, denominator: 3 },
  ]);
});

test("kinds do not mix: a member without a plan leaves the total of the actuals alone", () => {
  const planned = { ...figure("ulm", "2026-01", 7), kind: "planned" } as const;
  const made = totalOf([...two, planned], { behaviour: "flow" });
  expect(made.map(({ kind, value }) => [kind, value])).toEqual([
    ["actual", 100],
    ["planned", null],
  ]);
});

test("a reported total counts for nothing, and a total is known when its last member is", () => {
  const reported = { ...figure("", "2026-01", 999), series: "" };
  const late = { ...figure("bonn", "2026-01", 60), knownAt: Date.parse("2026-03-01") };
  const [total] = totalOf([two[0] as KnownFigure, late, reported], { behaviour: "flow" });
  expect(total).toMatchObject({ value: 100, knownAt: late.knownAt });
});

test("only a KPI with dimensions has a derived total", () => {
  expect(hasDerivedTotal({ total: "derived", dimensions: ["plant"] })).toBe(true);
  expect(hasDerivedTotal({ total: "derived", dimensions: [] })).toBe(false);
  expect(hasDerivedTotal({ total: "reported", dimensions: ["plant"] })).toBe(false);
});

const rules: readonly Rule[] = [
  { behaviour: "flow" },
  { behaviour: "ratio" },
  { behaviour: "average", approximation: "equal-weights" },
  { behaviour: "harmonic_mean", approximation: "equal-weights" },
  { behaviour: "max" },
];
const members = fc.uniqueArray(fc.double({ min: 0.01, max: 1e6, noNaN: true }), {
  minLength: 2,
  maxLength: 8,
});

test("the order of members does not matter, and one missing member makes every total unknown", () => {
  const inBothPeriods = (values: readonly number[], rule: Rule): readonly KnownFigure[] =>
    values.flatMap((value, index) =>
      ["2026-01", "2026-02"].map((period) =>
        figure(`p${index}`, period, rule.behaviour === "ratio" ? [value, value + 7] : value),
      ),
    );
  fc.assert(
    fc.property(members, fc.constantFrom(...rules), fc.infiniteStream(fc.nat()), (values, rule, picks) => {
      const figures = inBothPeriods(values, rule);
      const shuffled = figures
        .map((one) => ({ one, at: picks.next().value }))
        .toSorted((left, right) => left.at - right.at)
        .map(({ one }) => one);
      const whole = totals(figures, rule);
      expect(totals(shuffled, rule)).toEqual(whole);
      const absent = shuffled.findIndex(({ period }) => period === "2026-02");
      const withGap = shuffled.filter((_, index) => index !== absent);
      expect(totals(withGap, rule)).toEqual({ ...whole, "2026-02": null });
    }),
  );
});

test("a plan of some members is no plan of the total: who counts in the actuals has to be planned, too", () => {
  const planned = (plant: string, value: number, period = "2026-01"): KnownFigure => ({
    ...figure(plant, period, value),
    kind: "planned",
  });
  const plannedTotals = (...plans: readonly KnownFigure[]): Record<string, number | null> =>
    Object.fromEntries(
      totalOf([...two, ...plans], { behaviour: "flow" }).flatMap(({ kind, period, value }) =>
        kind === "planned" ? [[period, value]] : [],
      ),
    );
  expect(plannedTotals(planned("ulm", 55))).toEqual({ "2026-01": null });
  expect(plannedTotals(planned("ulm", 55), planned("bonn", 45))).toEqual({ "2026-01": 100 });
  // Before a member's first actual, nothing asks for its plan.
  expect(plannedTotals(planned("ulm", 55, "2025-12"))).toEqual({ "2025-12": 55 });
  // Who is planned before it begins counts in the plan.
  expect(plannedTotals(planned("ulm", 55), planned("bonn", 45), planned("rome", 5))).toEqual({
    "2026-01": 105,
  });
});
