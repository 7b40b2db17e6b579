/** Decimals as whole numbers of billionths: what tables hold, exactly. */
const SCALE_DIGITS = 9;
const SCALE: bigint = 10n ** BigInt(SCALE_DIGITS);
/** `Decimal(38, 9)` holds no more. */
const GREATEST: bigint = 10n ** 38n - 1n;

/** A plain decimal text as billionths; it must have at most nine digits behind the point. */
export function toBillionths(text: string): bigint {
  const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
  const units = BigInt(whole) * SCALE + BigInt(fraction.padEnd(SCALE_DIGITS, "0"));
  return text.startsWith("-") ? -units : units;
}

/** Billionths as plain decimal text. */
export function fromBillionths(units: bigint): string {
  const size = units < 0n ? -units : units;
  const fraction = (size % SCALE).toString().padStart(SCALE_DIGITS, "0").replace(/0+$/, "");
  const text = `${size / SCALE}${fraction === "" ? "" : `.${fraction}`}`;
  return units < 0n ? `-${text}` : text;
}

/** A quotient in billionths, rounded half away from zero; the divisor is a positive count. */
export function divideBillionths(units: bigint, count: bigint): bigint {
  const size = units < 0n ? -units : units;
  const rounded = (2n * size + count) / (2n * count);
  return units < 0n ? -rounded : rounded;
}

/** Whether a table can hold it. */
export function fitsTable(units: bigint): boolean {
  return units <= GREATEST && units >= -GREATEST;
}
