import type { Goal, Kpi, Period } from "@milepost/contracts";
import { periodContaining, periodsBetween, shiftPeriod, windowDates } from "@milepost/contracts";

/** The periods of the KPI's grain that lie wholly inside a goal's window, first to last. */
export function goalPeriods(goal: Pick<Goal, "window">, kpi: Pick<Kpi, "grain">): readonly Period[] {
  const { from, to } = windowDates(goal.window);
  const around = periodContaining(from, kpi.grain);
  const first = around.start < from ? shiftPeriod(around, 1) : around;
  const last = lastPeriod(to, kpi.grain);
  return periodsBetween(first, last);
}

/** The period at whose end a goal is judged; undefined when its window holds no whole period. */
export function duePeriod(goal: Pick<Goal, "window">, kpi: Pick<Kpi, "grain">): Period | undefined {
  const last = lastPeriod(dueDate(goal), kpi.grain);
  return last.start < windowDates(goal.window).from ? undefined : last;
}

/** The last local date (`YYYY-MM-DD`) of a goal's window. */
export function dueDate(goal: Pick<Goal, "window">): string {
  return windowDates(goal.window).to;
}

function lastPeriod(to: string, grain: Kpi["grain"]): Period {
  const around = periodContaining(to, grain);
  return around.end > to ? shiftPeriod(around, -1) : around;
}
