import { partsScale } from "@milepost/contracts";
import type { Behaviour, FieldProblem, Kpi } from "@milepost/contracts";
import type { JudgedData } from "./observation-problems.ts";

/** Behaviours whose value is made of numerator and denominator. */
const MADE_OF_PARTS: readonly Behaviour[] = ["ratio", "average", "harmonic_mean"];
/** What dividing in floating point may add, relative. */
const RELATIVE_NOISE = 1e-12;

/** Judges numerator and denominator: both or none, and their quotient (in percent 100 times it) is the value as far as it was rounded. */
export function partsProblem(
  { value, numerator, denominator }: JudgedData,
  kpi: Pick<Kpi, "behaviour" | "unit">,
): FieldProblem | undefined {
  if (numerator === undefined && denominator === undefined) return undefined;
  if (numerator === undefined || denominator === undefined) {
    const missing = numerator === undefined ? "numerator" : "denominator";
    const message = `\`${missing}\` is missing beside its other part`;
    return { field: `data.${missing}`, code: "missing_part", message, fix: "send both parts, or none" };
  }
  if (value === undefined || !MADE_OF_PARTS.includes(kpi.behaviour)) return undefined;
  if (Number(denominator) === 0) {
    const fix = "a value over nothing is unknown: leave the observation out";
    return { field: "data.denominator", code: "denominator_zero", message: "the denominator is 0", fix };
  }
  const scale = partsScale(kpi);
  const made = (scale * Number(numerator)) / Number(denominator);
  if (agrees(value, made)) return undefined;
  const times = scale === 1 ? "" : `${scale} × `;
  const message = `value ${value} is not ${times}${numerator} / ${denominator} (${made})`;
  return { field: "data.value", code: "parts_disagree", message, fix: partsFix(kpi, value, made) };
}

function partsFix(kpi: Pick<Kpi, "behaviour" | "unit">, value: string, made: number): string {
  const scale = partsScale(kpi);
  const asRatio = partsScale({ ...kpi, behaviour: "ratio" });
  if (scale !== asRatio && agrees(value, asRatio * made)) {
    return `the numerator of a mean is a sum in percent: send ${asRatio} times it, or give the KPI behaviour: ratio`;
  }
  const [why, times] = scale === 1 ? ["", ""] : ["the KPI is in percent: ", `${scale} times `];
  return `${why}send ${times}the quotient of the parts as value, rounded as you like`;
}

/**
 * Whether a written value is what the parts make, rounded or cut at the value's last digit: half a unit of that digit off,
 * or up to a whole one towards zero. Of a bare `0` nobody can tell where it was cut, so it has to be rounded.
 */
function agrees(written: string, made: number): boolean {
  const decimals = written.split(".")[1]?.length ?? 0;
  const unit = 10 ** -decimals;
  const value = Number(written);
  const noise = Math.abs(made) * RELATIVE_NOISE;
  if (Math.abs(value - made) <= unit / 2 + noise) return true;
  if (value === 0 && decimals === 0) return false;
  const cutOff = written.startsWith("-") ? value - made : made - value;
  return cutOff >= 0 && cutOff < unit + noise;
}
