import { seriesKey, windowDates } from "@milepost/contracts";
import type { Goal } from "@milepost/contracts";
import type { Defined } from "@milepost/plan";
import { z } from "zod";

/** A goal as lists show it. */
export const goalItem = z
  .object({
    goal: z.string(),
    kind: z.string(),
    title: z.string(),
    owner: z.string(),
    kpi: z.string(),
    /** Sorted dimension=member list; empty is the total. */
    series: z.string(),
    window_from: z.string(),
    window_to: z.string(),
    evaluation: z.string(),
    commitment: z.string(),
    effective_from: z.string(),
  })
  .meta({ id: "Goal" });
export type GoalItem = z.infer<typeof goalItem>;

/** A goal's definition as an item. */
export function goalItemOf({ id, definition, effectiveFrom }: Defined<Goal>): GoalItem {
  const { from, to } = windowDates(definition.window);
  return {
    goal: id,
    kind: definition.kind,
    title: definition.title,
    owner: definition.owner,
    kpi: definition.measure.kpi,
    series: seriesKey(definition.measure.series),
    window_from: from,
    window_to: to,
    evaluation: definition.measure.evaluation,
    commitment: definition.commitment,
    effective_from: effectiveFrom,
  };
}
