import type { Binding, Kpi } from "@milepost/contracts";
import { canonicalJson } from "../canonical-json.ts";
import type { PlanState } from "../plan-state.ts";
import { timeZoneOf } from "../plan-state.ts";

/** How rows make a KPI's values, by the plan as it stands. */
export interface FoldRule {
  readonly kpi: string;
  readonly version: number;
  readonly definition: Kpi;
  readonly binding: Binding;
  /** Zone in which the KPI's periods begin and end. */
  readonly timeZone: string;
  /** Zone in whose days instants fall. */
  readonly rowTimeZone: string;
  /** Equal texts give equal values from equal rows. */
  readonly text: string;
}

/** The rule of a KPI; undefined when it has no binding, or is not in the plan. */
export function foldRuleOf(state: PlanState, kpi: string): FoldRule | undefined {
  const defined = state.kpis.get(kpi);
  const binding = defined?.definition.binding;
  if (defined === undefined || binding === undefined) return undefined;
  const { definition, version } = defined;
  const { grain, calendar, dimensions, unit, currency } = definition;
  const timeZone = timeZoneOf(state, definition);
  // What was folded before the binding was away may count no more. Absent where it never was: nothing is folded anew.
  const unbound = state.unbound.get(kpi);
  const decisive = { binding, version, grain, calendar, dimensions, unit, currency, timeZone, unbound };
  const text = canonicalJson(decisive);
  const rowTimeZone = binding.time.timeZone ?? timeZone;
  return { kpi, version, definition, binding, timeZone, rowTimeZone, text };
}

/** The rules of every KPI that has a binding, of all streams or of one. */
export function foldRules(state: PlanState, stream?: string): readonly FoldRule[] {
  return [...state.kpis.keys()].flatMap((kpi) => {
    const rule = foldRuleOf(state, kpi);
    return rule === undefined || (stream !== undefined && rule.binding.stream !== stream) ? [] : [rule];
  });
}
