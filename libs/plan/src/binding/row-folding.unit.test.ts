import type { Aggregation, RecordFields } from "@milepost/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evolve } from "../evolve.ts";
import { decidePlan } from "../decide-plan.ts";
import { parsePlan } from "../parse-plan.ts";
import { emptyPlan } from "../plan-state.ts";
import type { FoldRule } from "./fold-rule.ts";
import { foldRuleOf } from "./fold-rule.ts";
import { contributionOf } from "./contribution.ts";
import { createRowFolding } from "./row-folding.ts";

const BEHAVIOUR = { sum: "flow", count: "flow", average: "average", min: "min", max: "max" } as const;

/** The rule of a KPI whose binding differs from the usual one. */
function rule(agg: Aggregation, binding: object = {}, kpi: object = {}): FoldRule {
  const measure = agg === "count" ? { agg } : { agg, field: "amount" };
  const plan = parsePlan(
    JSON.stringify({
      apiVersion: "milepost/v1",
      calendars: { default: { kind: "gregorian", timeZone: "Europe/Berlin" } },
      kpis: {
        k: {
          name: "K",
          unit: "count",
          currency: "EUR",
          behaviour: BEHAVIOUR[agg],
          grain: "month",
          ...kpi,
          binding: { stream: "s", measure, time: { field: "day" }, ...binding },
        },
      },
    }),
  );
  if (!plan.ok) throw new Error(JSON.stringify(plan.problems));
  const context = { now: "2026-10-01T00:00:00Z", source: "//t", actor: "t", newId: () => "id" };
  const decision = decidePlan(plan.plan, emptyPlan, context);
  const events = decision.ok ? decision.events.map(({ event }) => event) : [];
  return foldRuleOf(evolve(emptyPlan, events), "k") as FoldRule;
}

function folded(of: FoldRule, rows: readonly RecordFields[]): unknown {
  const folding = createRowFolding(of.binding.measure.agg, () => true);
  rows.forEach((fields, index) => folding.add(`row-${index}`, contributionOf(fields, of)));
  return Object.fromEntries(
    [...folding.places().keys()].map((place) => {
      const { kind, ...rest } = folding.folded(place);
      return [place, kind === "value" ? rest : kind];
    }),
  );
}

const row = (
  amount: RecordFields[string],
  day: RecordFields[string] = "2026-09-03",
  more: RecordFields = {},
) => ({
  amount,
  day,
  ...more,
});

describe("rows of a period", () => {
  it("add up exactly, where floating point would not", () => {
    expect(folded(rule("sum"), [row("0.1"), row("0.2"), row("-0.000000001")])).toEqual({
      "2026-09/": { value: "0.299999999" },
    });
    expect(folded(rule("count"), [row(null), row("x")])).toEqual({ "2026-09/": { value: "2" } });
    expect(folded(rule("min"), [row("9"), row("10"), row("-1.5")])).toEqual({
      "2026-09/": { value: "-1.5" },
    });
    expect(folded(rule("max"), [row("9"), row("10"), row("-1.5")])).toEqual({ "2026-09/": { value: "10" } });
    expect(folded(rule("average"), [row("1"), row("0"), row("1")])).toEqual({
      "2026-09/": { value: "0.666666667", numerator: "2", denominator: "3" },
    });
  });

  it("give the same whatever the order they are taken in", () => {
    const amount = fc.oneof(
      fc.integer({ min: -1_000, max: 1_000 }).map((cents) => (cents / 100).toFixed(2)),
      fc.constant(null),
    );
    const rows = fc.array(
      amount.map((one) => row(one)),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(
        fc.constantFrom("sum", "average", "min", "max", "count"),
        rows,
        fc.nat(),
        (agg, some, turn) => {
          const of = rule(agg as Aggregation);
          const at = some.length === 0 ? 0 : turn % some.length;
          expect(folded(of, [...some.slice(at), ...some.slice(0, at)])).toEqual(folded(of, some));
        },
      ),
      { numRuns: 30 },
    );
  });

  it("are unknown as a whole for one row without amount, of another currency, or captured without a field", () => {
    const unknown = { "2026-09/": "unknown" };
    expect(folded(rule("sum"), [row("1"), row(null)])).toEqual(unknown);
    expect(folded(rule("sum"), [row("1"), row(true)])).toEqual(unknown);
    expect(folded(rule("sum"), [row("1"), { day: "2026-09-30" }])).toEqual(unknown);
    const priced = rule("sum", {
      measure: { agg: "sum", field: "amount", unit: { currencyField: "currency" } },
    });
    const euros = row("1", "2026-09-01", { currency: "EUR" });
    expect(folded(priced, [euros, euros])).toEqual({ "2026-09/": { value: "2" } });
    expect(folded(priced, [euros, row("1", "2026-09-01", { currency: "USD" })])).toEqual(unknown);
    expect(folded(rule("sum"), [row("9".repeat(29)), row("9".repeat(29))])).toEqual(unknown);
  });

  it("belong to the local day: a date as it stands, an instant in the zone's day, null to none", () => {
    const of = rule("count");
    expect(folded(of, [row("1", "2026-09-30T22:30:00Z")])).toEqual({ "2026-10/": { value: "1" } });
    expect(folded(of, [row("1", "2026-09-30")])).toEqual({ "2026-09/": { value: "1" } });
    expect(folded(of, [row("1", null), row("1", "2026-02-30"), row("1", "2026-09-30 10:00")])).toEqual({});
    const utc = rule("count", { time: { field: "day", timeZone: "UTC" } });
    expect(folded(utc, [row("1", "2026-09-30T22:30:00Z")])).toEqual({ "2026-09/": { value: "1" } });
  });

  it("make a series of each member", () => {
    const of = rule("count", { dimensions: { plant: "works" } }, { dimensions: ["plant"], total: "derived" });
    const rows = ["ulm", "hof", "ulm", null].map((works) => row("1", "2026-09-01", { works }));
    expect(folded(of, rows)).toEqual({
      "2026-09/plant=ulm": { value: "2" },
      "2026-09/plant=hof": { value: "1" },
    });
  });
});

describe("a condition", () => {
  it.each([
    ["eq", true, [true], [false, "true", null]],
    ["eq", 5, ["5", "5.0"], ["6", null, true]],
    ["eq", null, [null], ["", false]],
    ["ne", null, ["x", false], [null]],
    ["in", ["a", 2], ["a", "2.00"], ["b", null]],
    ["gt", 9, ["10"], ["9", "8", "x", null]],
    ["gte", "2026-01-01", ["2026-01-01", "2026-05-01"], ["2025-12-31", null]],
    ["lt", 0, ["-0.5"], ["0", null]],
    ["lte", 1.5, ["1.5", "-2"], ["1.500000001", false]],
  ])("%s %j holds of %j and not of %j", (...[op, value, yes, no]) => {
    const of = rule("count", { filter: [{ field: "f", op, value }] });
    const counts = (f: RecordFields[string]): boolean =>
      contributionOf(row("1", "2026-09-01", { f }), of).kind === "amount";
    expect(yes.map(counts)).toEqual(yes.map(() => true));
    expect(no.map(counts)).toEqual(no.map(() => false));
  });
});
