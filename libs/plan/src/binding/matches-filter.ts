import type { Condition, FieldValue, RecordFields } from "@milepost/contracts";
import { decimalProblem, plainDecimal } from "@milepost/contracts";
import { toBillionths } from "./exact-decimal.ts";

type Scalar = Exclude<Condition["value"], readonly unknown[]>;

/** Whether all conditions hold of a row. */
export function matchesFilter(fields: RecordFields, filter: readonly Condition[]): boolean {
  return filter.every(({ field, op, value }) => {
    const found = fields[field] ?? null;
    const [first = null] = Array.isArray(value) ? value : [value];
    switch (op) {
      case "eq":
        return equals(found, first);
      case "ne":
        return !equals(found, first);
      case "in":
        return (Array.isArray(value) ? value : [value]).some((one) => equals(found, one));
      case "gt":
        return compare(found, first) === 1;
      case "gte":
        return [0, 1].includes(compare(found, first) ?? -1);
      case "lt":
        return compare(found, first) === -1;
      case "lte":
        return [-1, 0].includes(compare(found, first) ?? 1);
    }
  });
}

function equals(found: FieldValue, wanted: Scalar): boolean {
  if (typeof wanted === "number") return compare(found, wanted) === 0;
  return found === wanted;
}

/** Which is greater: numbers by their size, texts letter by letter (so that dates keep their order); undefined: neither. */
function compare(found: FieldValue, wanted: Scalar): -1 | 0 | 1 | undefined {
  if (typeof found !== "string") return undefined;
  if (typeof wanted === "number") {
    const [left, right] = [unitsOf(found), unitsOf(String(wanted))];
    return left === undefined || right === undefined ? undefined : orderOf(left, right);
  }
  return typeof wanted === "string" ? orderOf(found, wanted) : undefined;
}

function orderOf<Value extends string | bigint>(left: Value, right: Value): -1 | 0 | 1 {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function unitsOf(text: string): bigint | undefined {
  return decimalProblem(text) === undefined ? toBillionths(plainDecimal(text)) : undefined;
}
