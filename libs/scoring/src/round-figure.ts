const SIGNIFICANT_DIGITS = 12;

/** A derived figure as it is stored: rounded to 12 significant digits; what is no finite number is unknown. */
export function roundFigure(figure: number | null): number | null {
  if (figure === null || !Number.isFinite(figure)) return null;
  const rounded = Number(figure.toPrecision(SIGNIFICANT_DIGITS));
  return rounded === 0 ? 0 : rounded;
}
