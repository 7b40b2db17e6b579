/** What a monthly figure is that already is a to-date figure: a total or a mean since January, or a stock. */
export type RunningKind = "cumulative" | "running_mean" | "stock";

const RECENT_STEPS = 24;
const FEWEST_STEPS = 6;
const MONOTONE_SHARE = 0.9;

/**
 * Tells a total since January (it rises all year and falls back in January) from a mean since January (its steps shrink
 * as 1 / month) and from a stock (its steps do not), by the normal likelihood of the last 24 steps within a year.
 * Too few steps make it a stock. O(n).
 */
export function inferRunningKind(history: ArrayLike<number>, firstMonth: number): RunningKind {
  const steps: { month: number; step: number }[] = [];
  let restarts = 0;
  let januaries = 0;
  for (let index = history.length - 1; index > 0 && steps.length < RECENT_STEPS; index -= 1) {
    const month = ((firstMonth - 1 + index) % 12) + 1;
    const value = history[index] ?? Number.NaN;
    const previous = history[index - 1] ?? Number.NaN;
    if (Number.isNaN(value - previous)) continue;
    if (month > 1) steps.push({ month, step: value - previous });
    else {
      januaries += 1;
      if (Math.abs(value) < 0.5 * Math.abs(previous)) restarts += 1;
    }
  }
  if (steps.length < FEWEST_STEPS) return "stock";
  const rising = steps.filter(({ step }) => step >= 0).length / steps.length;
  const monotone = rising >= MONOTONE_SHARE || rising <= 1 - MONOTONE_SHARE;
  if (januaries > 0 && restarts === januaries && monotone) return "cumulative";
  let meanSquare = 0;
  let meanScaledSquare = 0;
  let logWeights = 0;
  for (const { month, step } of steps) {
    const weight = month * (month - 1);
    meanSquare += (step * step) / steps.length;
    meanScaledSquare += (step * step * weight) / steps.length;
    logWeights += Math.log(weight) / steps.length;
  }
  if (meanSquare === 0) return "stock";
  return Math.log(meanScaledSquare) - logWeights < Math.log(meanSquare) ? "running_mean" : "stock";
}
