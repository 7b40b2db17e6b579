import type { GoalStanding, KpiFacts } from "../../reading/readings.ts";
import { sideOf } from "../../words/chance.ts";
import { goalName } from "./goal-line.ts";

/** A goal that stands in another group than what was told before; chances 0 to 1. */
export interface SideChange {
  readonly goal: string;
  readonly kpi: string;
  /** As in the goal's identity. */
  readonly apart: string | null;
  /** With the agency where another KPI has the same name, and what tells the goal from the KPI's other ones. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Goals whose chance moved from one side to another since what was told before, the largest move first. */
export function changedSides(goals: readonly GoalStanding[]): readonly SideChange[] {
  const shared = sharedNames(goals);
  return goals
    .flatMap(({ goal, apart, kpi, assessment, before, closing }) => {
      const to = assessment?.pHit ?? null;
      const from = before?.pHit ?? null;
      if (to === null || from === null || closing !== null || sideOf(from) === sideOf(to)) return [];
      const name = goalName(nameOf(kpi, shared), apart);
      return [{ goal, kpi: kpi.id, apart, name, from, to }];
    })
    .toSorted((left, right) => Math.abs(right.to - right.from) - Math.abs(left.to - left.from));
}

/** Names that several KPIs have. */
function sharedNames(goals: readonly GoalStanding[]): ReadonlySet<string> {
  const owners = new Map<string, string>();
  const shared = new Set<string>();
  for (const { kpi } of goals) {
    if ((owners.get(kpi.name) ?? kpi.id) !== kpi.id) shared.add(kpi.name);
    owners.set(kpi.name, kpi.id);
  }
  return shared;
}

function nameOf({ name, agency }: KpiFacts, shared: ReadonlySet<string>): string {
  return shared.has(name) && agency !== null ? `${name} (${agency.name})` : name;
}
