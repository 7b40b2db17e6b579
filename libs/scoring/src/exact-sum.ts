/** Powers of ten up to the decimals that tables hold. */
const SCALES = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9] as const;
/** Up to 15 digits a double tells decimals apart. */
const MOST_UNITS = 1e15;

/**
 * The sum of numbers that stand for decimals: of up to 15 digits the nearest to their decimal sum, so that .1 and .2 make .3 and
 * cents stay. Other numbers are added up with their rounding errors (Neumaier 1974).
 */
export function exactSum(values: readonly number[]): number {
  return decimalSum(values) ?? compensatedSum(values);
}

/** Adds whole units of the last decimal up, which doubles do exactly; null: there are too many digits. */
function decimalSum(values: readonly number[]): number | null {
  let place = 0;
  for (const value of values) {
    while (place < SCALES.length && !isWhole(value, SCALES[place]!)) place += 1;
  }
  const scale = SCALES[place];
  if (scale === undefined) return null;
  let total = 0;
  for (const value of values) {
    const units = Math.round(value * scale);
    total += units;
    if (Math.abs(units) > MOST_UNITS || !Number.isSafeInteger(total)) return null;
  }
  return total / scale;
}

function isWhole(value: number, scale: number): boolean {
  return Math.round(value * scale) / scale === value;
}

function compensatedSum(values: readonly number[]): number {
  let total = 0;
  let lost = 0;
  for (const value of values) {
    const sum = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - sum + value : value - sum + total;
    total = sum;
  }
  // Ranges may be open: of what is infinite nothing is lost.
  return Number.isFinite(total) ? total + lost : total;
}
