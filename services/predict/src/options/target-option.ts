import type { Direction, NoOption } from "@milepost/contracts";
import { isTwoSided } from "@milepost/scoring";
import { withTarget } from "./goal-variant.ts";
import type { Found, Sought } from "./sought.ts";
import { changed, isHelp, whyNone } from "./sought.ts";
import { variantChances } from "./variant-chances.ts";
import type { VariantChance } from "./variant-chances.ts";

/** Shares of periods are written in percent. */
const SHARE_DECIMALS = 2;
/** So many spreads below what is expected, every target is reached. */
const FAR_SPREADS = 6;

/** The hardest target that helps, in the decimals of the KPI; or why there is none. */
export function targetOption(sought: Sought): Found<"target"> {
  const { basis, reading, mark } = sought;
  const { goalCase } = basis;
  const { measured } = goalCase;
  const { measure } = measured.goal;
  const isShare = measure.evaluation === "control";
  const { direction = "maintain" } = measured.kpi;
  const none = (reason: NoOption["reason"]): Found<"target"> => ({
    options: [],
    none: [{ kind: "target", reason, triedTo: null }],
  });
  if (!isShare && isTwoSided({ measure, direction: measured.kpi.direction })) return none("two_sided");
  const decimals = isShare ? SHARE_DECIMALS : measured.kpi.decimals;
  const chanceOf = variantChances(basis, 0);
  const steps = stepsOf(sought, { direction: isShare ? "increase" : direction, decimals, isShare });
  const value = steps === null ? null : hardest(steps, sought, chanceOf);
  if (value === null) return none(whyNone(sought));
  const { line, ...variant } = withTarget(measured, reading, value);
  const pHit = chanceOf(variant) ?? 0;
  const option = { option: `target-${mark}`, kind: "target", value, ...changed(sought, pHit), line } as const;
  return { options: [option], none: [] };
}

/** Targets from the nearest one that is easier than today's to one that is reached in any case. */
interface Steps {
  readonly count: number;
  readonly at: (step: number) => number;
}

interface Ladder {
  readonly direction: Direction;
  readonly decimals: number;
  readonly isShare: boolean;
}

function stepsOf(
  { basis, expectedEnd, spread }: Sought,
  { direction, decimals, isShare }: Ladder,
): Steps | null {
  const { target, measured } = basis.goalCase;
  if (target === null || expectedEnd === null || spread === undefined) return null;
  const scale = 10 ** decimals;
  const easier = direction === "decrease" ? 1 : -1;
  const { lower = -Infinity, upper = Infinity } = isShare ? sharesOf(measured) : (measured.base.bounds ?? {});
  const far = expectedEnd + easier * FAR_SPREADS * spread;
  const end = direction === "decrease" ? Math.max(target, far) : Math.min(target, far);
  const bounded =
    measured.goal.measure.evaluation === "cumulative" ? end : Math.min(upper, Math.max(lower, end));
  const furthest = isShare ? bounded : shortOfStart(bounded, basis.goalCase, { direction, scale });
  // In whole units of the last decimal; today's target may lie between two of them.
  const first = easier > 0 ? Math.floor(target * scale + NOISE) + 1 : Math.ceil(target * scale - NOISE) - 1;
  const last = easier > 0 ? Math.ceil(furthest * scale - NOISE) : Math.floor(furthest * scale + NOISE);
  const count = (last - first) * easier + 1;
  return count < 1
    ? null
    : { count, at: (step) => Number(((first + easier * step) / scale).toFixed(decimals)) };
}

/** One period at least: a plan that asks for none asks for nothing. */
function sharesOf({ periods }: Sought["basis"]["goalCase"]["measured"]): {
  readonly lower: number;
  readonly upper: number;
} {
  return { lower: Math.ceil(10 ** SHARE_DECIMALS / periods.length) / 10 ** SHARE_DECIMALS, upper: 1 };
}

/**
 * A target at or behind where the goal started would leave nothing to reach, and a goal to hold in place of it: the last one asks
 * for one unit of the last decimal.
 */
function shortOfStart(
  furthest: number,
  { target, measured }: Sought["basis"]["goalCase"],
  { direction, scale }: { readonly direction: Direction; readonly scale: number },
): number {
  const { from, evaluation } = measured.goal.measure;
  if (from === undefined || target === null || evaluation === "cumulative") return furthest;
  if (direction === "decrease") return target < from ? Math.min(furthest, from - 1 / scale) : furthest;
  return target > from ? Math.max(furthest, from + 1 / scale) : furthest;
}

/** What multiplying by a power of ten leaves of a decimal. */
const NOISE = 1e-6;

/** Halves the ladder: an easier target never lowers a chance. */
function hardest({ count, at }: Steps, sought: Sought, chanceOf: VariantChance): number | null {
  const { basis, reading } = sought;
  const { measured } = basis.goalCase;
  const helps = (step: number): boolean =>
    isHelp(sought, chanceOf(withTarget(measured, reading, at(step))) ?? 0);
  if (!helps(count - 1)) return null;
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (helps(middle)) high = middle;
    else low = middle + 1;
  }
  return at(high);
}
