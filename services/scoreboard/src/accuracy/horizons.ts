import { GRAINS, parsePeriod } from "@milepost/contracts";
import type { Grain } from "@milepost/contracts";
import type { ScoredAssessment } from "../reading/readings.ts";

/** Assessments made as many periods before the due one, of goals whose periods are of one grain. */
export interface Horizon {
  readonly grain: Grain;
  readonly periodsLeft: number;
  /** The month of the year that all of them were made at the end of, `03`; null: several, or not months. */
  readonly month: string | null;
  readonly scored: readonly ScoredAssessment[];
}

/** Assessments by horizon: days first, years last, and of each grain the farthest from the due period first. */
export function horizonsOf(scored: readonly ScoredAssessment[]): readonly Horizon[] {
  const groups = new Map<string, { grain: Grain; periodsLeft: number; scored: ScoredAssessment[] }>();
  for (const one of scored) {
    const { periodsLeft } = one;
    const grain = grainOf(one.period);
    const key = `${grain} ${periodsLeft}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { grain, periodsLeft, scored: [one] });
    else group.scored.push(one);
  }
  return [...groups.values()]
    .map((group) => ({ ...group, month: monthOf(group.scored) }))
    .toSorted(
      (left, right) =>
        GRAINS.indexOf(left.grain) - GRAINS.indexOf(right.grain) || right.periodsLeft - left.periodsLeft,
    );
}

/** The grain that a period's label is of: each has a form of its own. */
export function grainOf(label: string): Grain {
  return GRAINS.find((grain) => parsePeriod(label, grain) !== undefined) ?? "month";
}

function monthOf(scored: readonly ScoredAssessment[]): string | null {
  const [month, ...others] = new Set(scored.map(({ period }) => /^\d{4}-(\d{2})$/.exec(period)?.[1] ?? null));
  return others.length > 0 ? null : (month ?? null);
}
