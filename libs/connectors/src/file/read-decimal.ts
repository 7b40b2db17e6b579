import { decimalProblem, plainDecimal, shortened } from "@milepost/contracts";

export type ReadDecimal =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly reason: string };

/** No digit can be read by two of its parts, so that a long cell is read in one go. */
const LENIENT = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?([eE][+-]?\d{1,3})?$/;

/** Reads a cell's number: `+5`, `007`, `.5` and `5.` are numbers; thousands separators, signs and words are not. */
export function readDecimal(cell: string, decimalSeparator: "." | ","): ReadDecimal {
  const bad = { ok: false, reason: `"${shortened(cell)}" is no number` } as const;
  if (decimalSeparator === "," && cell.includes("."))
    return { ...bad, reason: `${bad.reason}: ${SEPARATORS}` };
  if (decimalSeparator === "." && cell.includes(","))
    return { ...bad, reason: `${bad.reason}: ${SEPARATORS}` };
  const match = LENIENT.exec(decimalSeparator === "," ? cell.replace(",", ".") : cell);
  if (match === null) return bad;
  const [, sign = "", whole = "", fraction = "", exponent = ""] = match;
  const integer = whole === "" ? "0" : whole.replace(/^0+(?=\d)/, "");
  const text = `${sign === "-" ? "-" : ""}${integer}${fraction === "" ? "" : `.${fraction}`}${exponent}`;
  const problem = decimalProblem(text);
  return problem === undefined ? { ok: true, value: plainDecimal(text) } : { ok: false, reason: problem };
}

const SEPARATORS = "write it without thousands separators, with the connector's decimalSeparator";
