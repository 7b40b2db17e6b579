import type { MeasuredGoal } from "./measured-goal.ts";
import { lookedAt } from "./stale.ts";

/** KPIs whose values a job holds at once: sixteen do so at a time, and what is held is what a collection walks through. */
const KPIS_AT_ONCE = 100;

/** A goal at one of its periods, by its index in the goal's window. */
export interface MeasuredTask {
  readonly measured: MeasuredGoal;
  readonly index: number;
}

/** Tasks that are done with one reading of their KPIs. */
export interface TaskSlice {
  readonly tasks: readonly MeasuredTask[];
  readonly kpis: ReadonlySet<string>;
}

/** Slices whose goals look at few KPIs together; goals of one KPI are in one slice, so that a job reads it once. */
export function slicesOf(tasks: readonly MeasuredTask[]): readonly TaskSlice[] {
  const slices: { tasks: MeasuredTask[]; kpis: Set<string> }[] = [];
  for (const same of Map.groupBy(tasks, ({ measured }) => measured.baseId).values()) {
    const kpis = lookedAt(same.map(({ measured }) => measured));
    const last = slices.at(-1);
    if (last === undefined || last.kpis.size + kpis.size > KPIS_AT_ONCE) {
      slices.push({ tasks: [...same], kpis: new Set(kpis) });
    } else {
      last.tasks.push(...same);
      for (const kpi of kpis) last.kpis.add(kpi);
    }
  }
  return slices;
}
