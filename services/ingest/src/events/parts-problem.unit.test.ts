import type { FieldProblem, Kpi } from "@milepost/contracts";
import { observationEvent, planFile } from "@milepost/testkit";
import { describe, expect, it } from "vitest";
import { stateOf } from "../testing/rules-of.ts";
import { judgeEvent } from "./judge-event.ts";
import { kpiRulesOf } from "./kpi-rules.ts";
import { partsProblem } from "./parts-problem.ts";

const kpis = kpiRulesOf(stateOf(planFile()));
const now = Date.parse("2026-10-01T06:00:00Z");

const codes = (data: Record<string, unknown>): readonly string[] => {
  const verdict = judgeEvent(observationEvent({ data }), { kpis, now });
  return verdict.ok ? [] : verdict.problems.map(({ field, code }) => `${field} ${code}`);
};

describe("an event that a client posted", () => {
  it("with parts is accepted when their quotient is the value as far as it was rounded", () => {
    const ratio = { kpi: "on-time-delivery", series: { plant: "ulm" } };
    const parts = { numerator: "914", denominator: "1000" };
    expect(codes({ ...ratio, ...parts, value: "0.914" })).toEqual([]);
    expect(codes({ ...ratio, ...parts, value: "0.91" })).toEqual([]);
    expect(codes({ ...ratio, ...parts, value: "0.941" })).toEqual(["data.value parts_disagree"]);
    expect(codes({ ...ratio, value: "0.914", numerator: "914" })).toEqual(["data.denominator missing_part"]);
    expect(codes({ ...ratio, value: "0", numerator: "0", denominator: "0" })).toEqual([
      "data.denominator denominator_zero",
    ]);
    expect(codes({ ...ratio, value: "0.914" })).toEqual([]);
  });

  it("may round its parts' quotient at its last digit or cut it there, but not round it to what it is not", () => {
    const judged = (value: string, numerator: string, denominator: string): FieldProblem | undefined =>
      partsProblem(
        { kpi: "k", series: {}, period: "2026-09", kind: "actual", value, numerator, denominator },
        { behaviour: "ratio", unit: "ratio" },
      );
    const good = [
      ["0.914", "914", "1000"],
      ["0.91", "914", "1000"],
      ["1", "914", "1000"],
      ["0.667", "2", "3"],
      ["0.66", "2", "3"],
      ["0.0", "9", "100"],
      ["-0.66", "-2", "3"],
      ["-0.67", "2", "-3"],
      ["0.13", "1", "8"],
      ["0.12", "1", "8"],
      ["2", "29", "10"],
      ["0", "1", "3"],
      ["0", "0", "5"],
      ["0.333333333", "1", "3"],
    ];
    for (const [value = "", ...parts] of good)
      expect(judged(value, parts[0] ?? "", parts[1] ?? ""), `${value} of ${parts.join("/")}`).toBeUndefined();
    const wrong = [
      ["0", "914", "1000"],
      ["1", "1", "3"],
      ["-1", "0", "5"],
      ["0.92", "914", "1000"],
      ["-0.67", "2", "3"],
      ["-0.0", "9", "100"],
      ["-1", "-2", "10"],
      ["3", "21", "10"],
      ["12345678905", "123456789000", "10"],
    ];
    for (const [value = "", ...parts] of wrong)
      expect(judged(value, parts[0] ?? "", parts[1] ?? "")?.code, value).toBe("parts_disagree");
  });

  it("of a ratio in percent gives a hundred times the quotient of its parts, and nothing else", () => {
    const judged = (unit: string, behaviour: Kpi["behaviour"], value: string): FieldProblem | undefined =>
      partsProblem(
        {
          kpi: "k",
          series: {},
          period: "2026-09",
          kind: "actual",
          value,
          numerator: "914",
          denominator: "1000",
        },
        { behaviour, unit },
      );
    for (const unit of ["percent", "%"]) {
      expect(judged(unit, "ratio", "91.4")).toBeUndefined();
      expect(judged(unit, "ratio", "91")).toBeUndefined();
      expect(judged(unit, "ratio", "0.914")).toMatchObject({
        field: "data.value",
        code: "parts_disagree",
        message: `value 0.914 is not 100 × 914 / 1000 (91.4)`,
        fix: "the KPI is in percent: send 100 times the quotient of the parts as value, rounded as you like",
      });
    }
    // The sum that a mean is made from is in percent already.
    expect(judged("percent", "average", "0.914")).toBeUndefined();
    expect(judged("percent", "average", "91.4")?.fix).toBe(
      "the numerator of a mean is a sum in percent: send 100 times it, or give the KPI behaviour: ratio",
    );
    expect(judged("count", "average", "91.4")?.fix).toContain("send the quotient of the parts");
    expect(judged("ratio", "ratio", "91.4")?.code).toBe("parts_disagree");
  });
});
