import { limitToHold, roundValue } from "@milepost/scoring";
/** What is needed to write a value of a KPI. */
export interface NumberStyle {
  readonly unit: string;
  readonly decimals: number;
  readonly currency?: string | undefined;
  /** What a value is multiplied by before it is written; absent: 1. */
  readonly scale?: number;
}

/** A share (0 to 1) in whole percent. */
export const SHARE_STYLE: NumberStyle = Object.freeze({ unit: "percent", decimals: 0, scale: 100 });

/** Units that say nothing beside the number. */
const SILENT_UNITS: ReadonlySet<string> = new Set(["count", "ratio", "rate", "number", "index", "-"]);
const NO_BREAK = "\u00a0";
/** Decimals after which values are taken for equal: figures have 15 significant digits. */
const MOST_DECIMALS = 15;

const formats = new Map<number, Intl.NumberFormat>();

/** A number with thousands separators and a fixed number of decimals, English. */
export function numberText(value: number, decimals: number): string {
  let format = formats.get(decimals);
  if (format === undefined) {
    format = new Intl.NumberFormat("en", {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    formats.set(decimals, format);
  }
  const text = format.format(value);
  return /^-[0.,]*$/.test(text) ? text.slice(1) : text;
}

/** A value with its unit: `97.6 %`, `143,961 miles`, `0.92`. */
export function valueText(value: number, style: NumberStyle): string {
  return withUnit(numberText(value * (style.scale ?? 1), style.decimals), style);
}

/**
 * Values that stand beside each other, each with its unit; as many decimals more as it takes until different ones look different:
 * 99.996 beside a target of 100 is missed, and 100.00 would not show it.
 */
export function valueTexts(
  values: readonly (number | null)[],
  style: NumberStyle,
): readonly (string | null)[] {
  const decimals = telling(values, style);
  return values.map((value) => (value === null ? null : valueText(value, { ...style, decimals })));
}

/** A figure that must at least come, or at most where less is better, such that whoever holds what it says meets the target. */
export function limitText(limit: number, style: NumberStyle, side: "atLeast" | "atMost"): string {
  const { figure, decimals } = limitToHold(limit * (style.scale ?? 1), style.decimals, side);
  return withUnit(numberText(figure, decimals), style);
}

/** The style that tells some values apart, and writes a target with no fewer decimals than it has. */
export function tellingStyle(
  values: readonly (number | null)[],
  { style, target }: { readonly style: NumberStyle; readonly target: number | null },
): NumberStyle {
  const scaled = target === null ? null : roundValue(target * (style.scale ?? 1));
  const written = scaled === null ? 0 : (String(scaled).split(".")[1]?.length ?? 0);
  const own = {
    ...style,
    decimals: Math.max(style.decimals, Math.min(written, style.decimals + MORE_DECIMALS)),
  };
  return { ...own, decimals: telling(values, own) };
}

/** A target may have so many decimals more than its KPI. */
const MORE_DECIMALS = 3;

/** The style for numbers whose unit stands beside them already; a percent sign stays. */
export function bare(style: NumberStyle): NumberStyle {
  return unitWords(style) === null ? style : { decimals: style.decimals, unit: "count" };
}

/** The unit as words to stand beside a number; null where the number says it itself. */
export function unitWords({ unit, currency }: NumberStyle): string | null {
  if (currency !== undefined) return null;
  return unit === "percent" || unit === "%" || SILENT_UNITS.has(unit) ? null : unit.replaceAll("-", " ");
}

/** An interval with the unit said once: `97.6 – 98.2 %`. */
export function rangeText(low: number, high: number, style: NumberStyle): string {
  const { scale = 1 } = style;
  // How narrow an interval is decides nothing: one decimal more is enough.
  const decimals = Math.min(style.decimals + 1, telling([low, high], style));
  return withUnit(`${numberText(low * scale, decimals)} – ${numberText(high * scale, decimals)}`, style);
}

/** `1 goal`, `2 goals`, `1,204 goals`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${numberText(count, 0)} ${count === 1 ? one : many}`;
}

function withUnit(number: string, style: NumberStyle): string {
  const { unit, currency } = style;
  if (currency !== undefined) return `${currency}${NO_BREAK}${number}`;
  if (unit === "percent" || unit === "%") return `${number}${NO_BREAK}%`;
  const words = unitWords(style);
  return words === null ? number : `${number} ${words}`;
}

/** The least decimals, from the KPI's own on, with which different values look different; its own where none do. */
function telling(values: readonly (number | null)[], { decimals, scale = 1 }: NumberStyle): number {
  const known = [
    ...new Set(values.filter((value) => value !== null).map((value) => roundValue(value * scale) ?? value)),
  ];
  const isTold = (digits: number): boolean =>
    new Set(known.map((value) => numberText(value, digits))).size === known.length;
  for (let digits = decimals; digits <= MOST_DECIMALS; digits += 1) if (isTold(digits)) return digits;
  return decimals;
}
