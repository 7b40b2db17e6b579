import { followTopic } from "@milepost/event-log";
import type { EventLog } from "@milepost/event-log";
import { emptyPlan, evolve } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import { kpiRulesOf } from "../events/kpi-rules.ts";
import type { KpiRules } from "../events/kpi-rules.ts";
import { noAppliedPlans, noteApplied } from "./applied-plans.ts";
import type { AppliedPlans } from "./applied-plans.ts";

/** The plan as the log tells it, kept up to date. */
export interface PlanReader {
  state(): PlanState;
  rules(): KpiRules;
  /** Plans that were applied under an idempotency key. */
  applied(): AppliedPlans;
  /** Resolves once everything that was in the log at the call is taken in. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

/** Follows the strategy and people topics; `onChange` is called after each batch. */
export async function followPlan(log: EventLog, onChange: (state: PlanState) => void): Promise<PlanReader> {
  let state = emptyPlan;
  let applied = noAppliedPlans;
  let rules: KpiRules | undefined;
  const follower = await followTopic(log, {
    topics: ["strategy", "people"],
    onEvents: (batch) => {
      const events = batch.map(({ event }) => event);
      applied = noteApplied(applied, state, events);
      state = evolve(state, events);
      rules = undefined;
      onChange(state);
    },
  });
  return {
    state: () => state,
    rules: () => (rules ??= kpiRulesOf(state)),
    applied: () => applied,
    caughtUp: () => follower.caughtUp(),
    close: () => follower.close(),
  };
}
