type Separator = "." | ",";

/** What is a number with the other separator for decimals alone; `T` may separate thousands then, `D` decimals. */
const FOREIGN = [
  String.raw`\d{1,3}(?:T\d{3})+D\d+`,
  String.raw`\d{1,3}(?:T\d{3}){2,}`,
  // Where it could be thousands of its own, as in 1,234, nobody knows.
  String.raw`(?![1-9]\d{0,2}D\d{3}$)\d*D\d+`,
].join("|");

const PATTERNS: Readonly<Record<Separator, RegExp>> = { ".": foreignTo(".", ","), ",": foreignTo(",", ".") };

/**
 * Whether a cell is a number only where the other separator stands before the decimals. One such cell says that a column's
 * `1.234` is a thousand and more.
 */
export function isForeignNumber(cell: string, decimalSeparator: Separator): boolean {
  return PATTERNS[decimalSeparator].test(cell);
}

function foreignTo(thousands: Separator, decimals: Separator): RegExp {
  const pattern = FOREIGN.replaceAll("T", `[${thousands}]`).replaceAll("D", `[${decimals}]`);
  return new RegExp(`^[+-]?(?:${pattern})$`);
}
