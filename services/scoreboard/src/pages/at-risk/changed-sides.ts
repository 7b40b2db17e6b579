import type { GoalReading, KpiFacts } from "../../reading/readings.ts";
import { sideOf } from "../../words/chance.ts";

/** A goal that stands in another group than a month ago; chances 0 to 1. */
export interface SideChange {
  readonly goal: string;
  readonly kpi: string;
  /** With the agency where another goal's KPI has the same name. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Goals whose chance moved from one side to another since the month before, the largest move first. */
export function changedSides(goals: readonly GoalReading[]): readonly SideChange[] {
  return goals
    .flatMap(({ goal, kpi, assessment, before, closing }) => {
      const to = assessment?.pHit ?? null;
      const from = before?.pHit ?? null;
      if (to === null || from === null || closing !== null || sideOf(from) === sideOf(to)) return [];
      return [{ goal, kpi: kpi.id, name: nameAmong(goals, kpi), from, to }];
    })
    .toSorted((left, right) => Math.abs(right.to - right.from) - Math.abs(left.to - left.from));
}

function nameAmong(goals: readonly GoalReading[], { id, name, agency }: KpiFacts): string {
  const shared = goals.some(({ kpi }) => kpi.name === name && kpi.id !== id);
  return shared && agency !== null ? `${name} (${agency.name})` : name;
}
