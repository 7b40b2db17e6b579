import { describe, expect, it } from "vitest";
import { parsePlan } from "../parse-plan.ts";

interface Found {
  readonly field: string;
  readonly code: string;
  readonly line: number | undefined;
  readonly fix: string | undefined;
}

function problemsOf(text: string): readonly Found[] {
  const parsed = parsePlan(text);
  if (parsed.ok) return [];
  return parsed.problems.map(({ field, code, line, fix }) => ({ field, code, line, fix }));
}

/** A plan whose KPI of behaviour flow has a binding, on line 4. */
function bound(change: Record<string, unknown>, more: Record<string, unknown> = {}): string {
  const binding = {
    stream: "crm:deals",
    measure: { agg: "sum", field: "amount" },
    time: { field: "closed_on" },
    ...change,
  };
  const wrong = { name: "Wrong", unit: "count", behaviour: "flow", grain: "month", binding, ...more };
  const calendars = "calendars: { default: { kind: gregorian, timeZone: Europe/Berlin } }";
  return `apiVersion: milepost/v1\n${calendars}\nkpis:\n  wrong: ${JSON.stringify(wrong)}\n`;
}

describe("a binding", () => {
  it("is taken as the guide shows it", () => {
    const whole = bound(
      {
        measure: { agg: "sum", field: "amount", unit: { currencyField: "currency" } },
        time: { field: "closed_on", timeZone: "Europe/Berlin" },
        filter: [{ field: "stage", op: "in", value: ["won", "paid"] }],
        dimensions: { region: "region" },
        empty: "zero-if-proven",
      },
      { currency: "EUR", dimensions: ["region"], total: "derived" },
    );
    expect(problemsOf(whole)).toEqual([]);
  });

  it.each<[string, string, string, string]>([
    ["a mean of a flow", bound({ measure: { agg: "average", field: "a" } }), "measure.agg", "agg_unfit"],
    ["a sum of nothing", bound({ measure: { agg: "sum" } }), "measure", "measure_field"],
    [
      "a count of a field",
      bound({ measure: { agg: "count", field: "a" } }),
      "measure.field",
      "measure_field",
    ],
    [
      "a currency that nothing is compared with",
      bound({ measure: { agg: "sum", field: "a", unit: { currencyField: "c" } } }),
      "measure.unit",
      "no_currency",
    ],
    [
      "an unknown zone",
      bound({ time: { field: "d", timeZone: "Mars/Olympus" } }),
      "time.timeZone",
      "unknown_time_zone",
    ],
    [
      "a list compared as one value",
      bound({ filter: [{ field: "f", op: "eq", value: ["a"] }] }),
      "filter.0.value",
      "condition_value",
    ],
    [
      "an order of what has none",
      bound({ filter: [{ field: "f", op: "gt", value: null }] }),
      "filter.0.value",
      "condition_value",
    ],
    [
      "a member that nothing names",
      bound({}, { dimensions: ["region"], total: "derived" }),
      "dimensions",
      "dimension_unbound",
    ],
    [
      "a member of nothing",
      bound({ dimensions: { region: "r" } }),
      "dimensions.region",
      "undeclared_dimension",
    ],
    [
      "a total that nobody reports",
      bound({ dimensions: { region: "r" } }, { dimensions: ["region"] }),
      "dimensions",
      "total_not_derived",
    ],
    [
      "the zero of a mean",
      bound({ measure: { agg: "average", field: "a" }, empty: "zero-if-proven" }, { behaviour: "average" }),
      "empty",
      "empty_unfit",
    ],
    ["SQL", bound({ sql: "SELECT 1" }), "sql", "unknown_key"],
    [
      "an aggregation that is none",
      bound({ measure: { agg: "median", field: "a" } }),
      "measure.agg",
      "invalid_value",
    ],
  ])("is refused for %s", (...[, text, field, code]) => {
    const found = problemsOf(text);
    expect(found).toEqual([expect.objectContaining({ field: `kpis.wrong.binding.${field}`, code })]);
    expect(found[0]?.fix).toBeDefined();
    expect(found[0]?.line).toBe(4);
  });
});
