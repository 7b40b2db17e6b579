import type { Goal } from "@milepost/contracts";

const FIGURE_DIGITS = 12;
/** As many as a double keeps of a decimal. */
const VALUE_DIGITS = 15;

/** A share, a score or another quotient as it is stored: rounded to 12 significant digits; what is no finite number is unknown. */
export function roundFigure(figure: number | null): number | null {
  return rounded(figure, FIGURE_DIGITS);
}

/**
 * A figure in its KPI's unit as it is stored: rounded to 15 significant digits, so that what was posted, and sums of it (by
 * `exactSum`), lose no digit that a double can hold, and show none that nobody posted.
 */
export function roundValue(value: number | null): number | null {
  return rounded(value, VALUE_DIGITS);
}

/** A goal's figure as it is stored: of `control` a share of periods, else in its KPI's unit. */
export function roundGoalFigure(
  figure: number | null,
  { evaluation }: Pick<Goal["measure"], "evaluation">,
): number | null {
  return evaluation === "control" ? roundFigure(figure) : roundValue(figure);
}

/** Whether a goal's figure was written so, by this build or by an earlier one, which kept 12 digits of it. */
export function isWrittenAs(written: number | null, figure: number | null): boolean {
  return written === figure || written === roundFigure(figure);
}

function rounded(figure: number | null, digits: number): number | null {
  if (figure === null || !Number.isFinite(figure)) return null;
  const short = Number(figure.toPrecision(digits));
  return short === 0 ? 0 : short;
}
