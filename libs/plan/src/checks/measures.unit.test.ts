import { expect, it } from "vitest";
import { parsePlan } from "../parse-plan.ts";

function problemsOf(measures: string): readonly { field: string; code: string; message: string }[] {
  const parsed = parsePlan(`
apiVersion: milepost/v1
calendars: { default: { kind: gregorian, timeZone: Europe/Berlin } }
kpis:
  sales: { name: Sales, unit: count, behaviour: flow, grain: month }
connectors:
  sheet: { kind: file, path: sheet.csv, kpi: sales, period: { column: month, grain: month }, measures: ${measures} }
`);
  return parsed.ok ? [] : parsed.problems.map(({ field, code, message }) => ({ field, code, message }));
}

it("a connector may feed several kinds of a KPI's values", () => {
  expect(problemsOf("[{ column: value }, { column: plan, kind: planned }]")).toEqual([]);
});

it("two columns that feed the same kind of the same KPI are refused: none of their values could be taken", () => {
  expect(
    problemsOf("[{ column: value }, { column: plan, kind: planned }, { column: total, kind: actual }]"),
  ).toEqual([
    {
      field: "connectors.sheet.measures.2",
      code: "repeated_measure",
      message: 'the column "value" feeds the same KPI with actual values as "total"',
    },
  ]);
});
