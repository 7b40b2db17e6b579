import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RULES, applyRule, fitRule, median } from "./fit-rule.ts";
import type { Indicator, Month } from "./indicators.ts";

function indicator(months: readonly Month[]): Indicator {
  const words = { id: "1", parentId: "0", agency: "NYC Transit", name: "N", category: "C", description: "D" };
  return { ...words, desiredChange: "U", unit: "%", decimals: 1, months };
}

/** Two years of months whose year-to-date figures follow a rule. */
function published(values: readonly number[], rule: (typeof RULES)[number]): readonly Month[] {
  return values.map((actual, index) => {
    const [year, month] = [2009 + Math.floor(index / 12), (index % 12) + 1];
    const ytdActual = applyRule(rule, values.slice(index - (index % 12), index + 1));
    return { year, month, actual, ytdActual, ytdTarget: null };
  });
}

describe("the rule behind a year-to-date figure", () => {
  it("is found again, whichever it is, when the months vary", () => {
    const months = fc.array(fc.integer({ min: 100, max: 900 }), { minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(months, fc.constantFrom(...RULES), (values, rule) => {
        fc.pre(new Set(values).size > 12);
        const fit = fitRule(indicator(published(values, rule)));
        expect(fit.p90).toBeLessThan(1e-12);
        expect(fit.rule).toBe(rule);
        expect(fit.months).toBe(22);
      }),
    );
  });

  it("does not look beyond a gap in the year", () => {
    const gap = published([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], "sum").map((month) =>
      month.month === 4 ? { ...month, actual: null } : month,
    );
    expect(fitRule(indicator(gap)).months).toBe(2);
  });

  it("is not made up where there are no months", () => {
    expect(() => fitRule(indicator([]))).toThrow(/no months to infer from/);
  });
});

describe("the median", () => {
  it("is the middle, or the mean of the middle two", () => {
    expect([median([1]), median([1, 3]), median([1, 2, 9]), median([1, 2, 4, 9])]).toEqual([1, 2, 2, 3]);
    expect(median([])).toBe(Infinity);
  });
});
