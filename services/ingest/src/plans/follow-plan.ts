import type { Position } from "@milepost/contracts";
import { followTopic, partitionKey } from "@milepost/event-log";
import type { EventLog } from "@milepost/event-log";
import { emptyPlan, evolve } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import { noteSaidOfGoals } from "../judgement/said-of-goals.ts";
import type { SaidOfGoals } from "../judgement/said-of-goals.ts";
import { kpiRulesOf } from "../events/kpi-rules.ts";
import type { KpiRules } from "../events/kpi-rules.ts";
import { noAppliedPlans, noteApplied } from "./applied-plans.ts";
import type { AppliedPlans } from "./applied-plans.ts";

/** The newest events that are remembered, so that an applier finds those that came between its own. */
const MAX_REMEMBERED = 10_000;

/** Where an event stands. */
export interface PlacedEvent {
  readonly id: string;
  /** Partition, as positions name it. */
  readonly place: string;
  readonly offset: number;
}

/** The plan as the log tells it, kept up to date. */
export interface PlanReader {
  state(): PlanState;
  /** Up to where the state is the log's. */
  position(): Position;
  /** The events that the state has taken in since a position. */
  since(position: Position): readonly PlacedEvent[];
  rules(): KpiRules;
  /** Plans that were applied under an idempotency key. */
  applied(): AppliedPlans;
  /** What people said of goals. */
  readonly said: SaidOfGoals;
  /** Resolves once everything that was in the log at the call is taken in. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

/** Follows the strategy and people topics; `onChange` is called after each batch. */
export async function followPlan(log: EventLog, onChange: (state: PlanState) => void): Promise<PlanReader> {
  let state = emptyPlan;
  let applied = noAppliedPlans;
  let rules: KpiRules | undefined;
  const position: Record<string, number> = {};
  const remembered: PlacedEvent[] = [];
  const said = noteSaidOfGoals();
  const follower = await followTopic(log, {
    topics: ["strategy", "people"],
    onEvents: (batch) => {
      const events = batch.map(({ event }) => event);
      applied = noteApplied(applied, state, events);
      state = evolve(state, events);
      said.note(events);
      rules = undefined;
      for (const { event, record } of batch) {
        const place = partitionKey(record);
        position[place] = record.offset + 1;
        remembered.push({ id: event.id, place, offset: record.offset });
      }
      if (remembered.length > 2 * MAX_REMEMBERED) remembered.splice(0, remembered.length - MAX_REMEMBERED);
      onChange(state);
    },
  });
  return {
    state: () => state,
    position: () => ({ ...position }),
    since: (earlier) => remembered.filter(({ place, offset }) => offset >= (earlier[place] ?? 0)),
    rules: () => (rules ??= kpiRulesOf(state)),
    applied: () => applied,
    said,
    caughtUp: () => follower.caughtUp(),
    close: () => follower.close(),
  };
}
