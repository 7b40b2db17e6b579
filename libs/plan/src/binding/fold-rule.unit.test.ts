import type { MilepostEvent } from "@milepost/contracts";
import { expect, it } from "vitest";
import { evolve } from "../evolve.ts";
import { emptyPlan } from "../plan-state.ts";
import { foldRuleOf } from "./fold-rule.ts";

const binding = { stream: "s", measure: { agg: "sum", field: "amount" }, time: { field: "on" } };

function defined(binds: boolean, name = "K"): MilepostEvent {
  const definition = { name, unit: "count", grain: "month", ...(binds && { binding }) };
  const data = { id: "k", effectiveFrom: "2026-01-01", managedBy: "file", kpiVersion: 1, definition };
  const envelope = { specversion: "1.0", id: "e", source: "//test", time: "2026-01-01T00:00:00Z" };
  return { ...envelope, type: "milepost.kpi.defined.v1", data } as unknown as MilepostEvent;
}
const archived: MilepostEvent = {
  specversion: "1.0",
  id: "a",
  source: "//test",
  time: "2026-01-01T00:00:00Z",
  type: "milepost.definition.archived.v1",
  data: { kind: "kpi", id: "k", reason: "left the plan file" },
};
const textAfter = (...events: readonly MilepostEvent[]): string | undefined =>
  foldRuleOf(evolve(emptyPlan, events), "k")?.text;

it("a binding that was away has its rows folded anew, each time that it comes back", () => {
  const [first, second, third] = [
    textAfter(defined(true)),
    textAfter(defined(true), defined(false), defined(true)),
    textAfter(defined(true), defined(false), defined(true), defined(false), defined(false), defined(true)),
  ];
  expect(new Set([first, second, third])).toHaveProperty("size", 3);
});

it("a binding that was never away is folded anew by nothing else of its KPI", () => {
  const first = textAfter(defined(true));
  expect(first).not.toContain("unbound");
  expect(textAfter(defined(false), defined(true))).toBe(first);
  expect(textAfter(defined(true), defined(true, "Other words"))).toBe(first);
  expect(textAfter(defined(true), archived, defined(true))).toBe(first);
});
