import { planFile } from "@milepost/testkit";
import { describe, expect, it } from "vitest";
import { stateOf } from "../testing/rules-of.ts";
import { judgeEvent } from "./judge-event.ts";
import { kpiRulesOf } from "./kpi-rules.ts";

const won = {
  name: "Won",
  unit: "count",
  direction: "increase",
  behaviour: "flow",
  grain: "month",
  dimensions: ["region"],
  total: "derived",
  binding: {
    stream: "crm:deals",
    measure: { agg: "sum", field: "amount" },
    time: { field: "closed" },
    filter: [{ field: "stage", op: "eq", value: "won" }],
    dimensions: { region: "area" },
  },
};
const { kpis: others } = planFile() as { readonly kpis: object };
const kpis = kpiRulesOf(stateOf(planFile({ kpis: { ...others, won } })));
const now = Date.parse("2026-10-01T06:00:00Z");

function problemsOf(fields: Record<string, unknown>): readonly unknown[] {
  const event = {
    specversion: "1.0",
    id: "deal-1",
    source: "//crm",
    type: "milepost.record.captured.v1",
    time: "2026-09-30T06:00:00Z",
    data: {
      stream: "crm:deals",
      key: "1",
      fields: { amount: 1, closed: "2026-09-03", stage: "won", area: "north", ...fields },
    },
  };
  const verdict = judgeEvent(event, { kpis, now });
  return verdict.ok ? [] : verdict.problems.map(({ field, code, fix }) => [field, code, fix]);
}

describe("a captured row", () => {
  it.each(["north ", " north", "north\n"])(
    "that names the member %j is refused: it would be counted beside north",
    (area) => {
      expect(problemsOf({ area })).toEqual([["data.fields.area", "not_a_member", 'send it as "north"']]);
    },
  );

  it("with a field named __proto__, which would be dropped, is refused where it stands", () => {
    const [problem] = problemsOf(JSON.parse('{ "__proto__": "north" }') as Record<string, unknown>);
    expect(problem).toEqual(expect.arrayContaining(["data.fields.__proto__", "bad_name"]));
  });

  it("with half a surrogate pair is refused where it stands", () => {
    expect(problemsOf({ area: "n\ud800" })).toEqual([
      ["data.fields.area", "not_unicode", "send text that is whole Unicode"],
    ]);
  });

  it("that a filter leaves out may hold any text there, and a number is a member", () => {
    expect(problemsOf({ area: "north ", stage: "lost" })).toEqual([]);
    expect(problemsOf({ area: 7 })).toEqual([]);
  });
});
