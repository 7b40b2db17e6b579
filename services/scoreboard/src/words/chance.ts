/** Where a chance of reaching the target stands: what the groups of the at-risk page are made of. */
export type Side = "miss" | "doubt" | "course";

/** Below this chance a goal is likely to miss; from it on it is in doubt (FRAMEWORK_RULES 3.4: "unachievable" ends here). */
export const DOUBT_FROM = 0.2;
/** Above this chance a goal is on course; up to it action still decides. */
const DOUBT_TO = 0.8;
/** Changes of the chance below this many points are not worth saying. */
const WORTH_SAYING_POINTS = 3;

/** The side a chance (0 to 1) is on. */
export function sideOf(chance: number): Side {
  if (chance < DOUBT_FROM) return "miss";
  return chance <= DOUBT_TO ? "doubt" : "course";
}

/** A chance in percent as people should read it: `<1 %`, `40 %`, `>99 %`; never 0 or 100, since nothing is certain. */
export function chanceText(chance: number): string {
  return `${chanceNumber(chance)}\u00a0%`;
}

/** The number of `chanceText` without its percent sign. */
export function chanceNumber(chance: number): string {
  if (isNearlyNone(chance)) return "<1";
  if (chance > 0.99) return ">99";
  // Never on the other side: 0.199 is below 20 %, and says so.
  for (let digits = 0; digits < MOST_DIGITS; digits += 1) {
    const text = (chance * 100).toFixed(digits);
    if (sideOf(Number(text) / 100) === sideOf(chance)) return text;
  }
  return String(chance * 100);
}

const MOST_DIGITS = 6;

/** Whether a chance is told as under 1 %. */
export function isNearlyNone(chance: number): boolean {
  return chance < 0.01;
}

/** A chance inside a sentence: `under 1 %`, `40 %`, `over 99 %`. */
export function chanceInWords(chance: number): string {
  return chanceText(chance).replace("<", "under ").replace(">", "over ");
}

/** Change between two chances in whole points; null when it is not known or not worth saying. */
export function pointsChanged(now: number | null, before: number | null): number | null {
  if (now === null || before === null) return null;
  const points = Math.round((now - before) * 100);
  return Math.abs(points) < WORTH_SAYING_POINTS ? null : points;
}

/** What a chance means for the goal, five steps (FRAMEWORK_RULES 3.4, bounds at 0.2, 0.45, 0.65 and 0.85). */
export function outlookWords(chance: number): string {
  if (chance >= 0.85) return "will very likely be reached";
  if (chance >= 0.65) return "will probably be reached";
  if (chance >= 0.45) return "can go either way";
  return chance >= DOUBT_FROM ? "will probably miss" : "will very likely miss";
}
