import { z } from "zod";
import { shortened } from "./shortened.ts";

/** Digits that `Decimal(38, 9)` keeps before and after the point. */
const INTEGER_DIGITS = 29;
const FRACTION_DIGITS = 9;

const DECIMAL_PATTERN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;

/** Says why a text is no storable decimal, or returns undefined when it is one. */
export function decimalProblem(text: string): string | undefined {
  if (!DECIMAL_PATTERN.test(text)) return `"${shortened(text)}" is not a finite decimal number`;
  const plain = plainDecimal(text);
  const [integer = "", fraction = ""] = plain.replace("-", "").split(".");
  if (integer.length > INTEGER_DIGITS)
    return `"${shortened(text)}" has more than ${INTEGER_DIGITS} digits before the point`;
  if (fraction.length > FRACTION_DIGITS)
    return `"${shortened(text)}" has more than ${FRACTION_DIGITS} digits after the point`;
  return undefined;
}

/** Writes a decimal text without exponent and without trailing zeros after the point, digit for digit. */
export function plainDecimal(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) return text;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const padded = point <= 0 ? "0".repeat(1 - point) + digits : digits.padEnd(point, "0");
  const cut = point <= 0 ? 1 : point;
  const integer = padded.slice(0, cut).replace(/^0+(?=\d)/, "");
  const rest = withoutTrailingZeros(padded.slice(cut));
  const unsigned = rest === "" ? integer : `${integer}.${rest}`;
  return unsigned === "0" ? "0" : sign + unsigned;
}

/** `/0+$/` would look at a run of zeros once for each of them: a text from outside may hold a million. */
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === "0") end -= 1;
  return digits.slice(0, end);
}

/** A decimal as text; JSON numbers are accepted and kept as they were written. */
export const decimalText = z.union([z.string(), z.number()]).transform((value, context) => {
  const text = String(value);
  const problem = decimalProblem(text);
  if (problem === undefined) return plainDecimal(text);
  context.addIssue({ code: "custom", message: problem });
  return z.NEVER;
}) as z.ZodType<string, string | number>;
