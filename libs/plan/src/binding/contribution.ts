import type { FieldValue, RecordFields } from "@milepost/contracts";
import { decimalProblem, periodContaining, plainDecimal, seriesKey, seriesSchema } from "@milepost/contracts";
import { toBillionths } from "./exact-decimal.ts";
import type { FoldRule } from "./fold-rule.ts";
import { matchesFilter } from "./matches-filter.ts";
import { rowDate } from "./row-date.ts";

/** Why a row cannot be used, and what would mend it. */
export interface RowTrouble {
  readonly field: string;
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

/** The value of one series for one period. */
export interface FoldPlace {
  readonly series: Readonly<Record<string, string>>;
  /** Period label. */
  readonly period: string;
}

/** What a row gives a KPI: nothing, an amount, or trouble – with the place that is unknown for it, where that is known. */
export type Contribution =
  | { readonly kind: "nothing" }
  | {
      readonly kind: "amount";
      readonly place: FoldPlace;
      /** In billionths; of a count 1. */ readonly amount: bigint;
    }
  | { readonly kind: "trouble"; readonly place: FoldPlace | undefined; readonly trouble: RowTrouble };

const NOTHING: Contribution = { kind: "nothing" };
/** What tables hold. */
const EARLIEST_DATE = "1900-01-01";
const LATEST_DATE = "2200-01-01";

/** One text for one place. */
export function placeKey({ series, period }: FoldPlace): string {
  return `${period}/${seriesKey(series)}`;
}

/** What a row that exists gives a KPI. */
export function contributionOf(fields: RecordFields, rule: FoldRule): Contribution {
  const { binding } = rule;
  const missing = binding.filter.find(({ field }) => !Object.hasOwn(fields, field));
  if (missing === undefined && !matchesFilter(fields, binding.filter)) return NOTHING;
  const dated = dateOf(fields, rule);
  if (typeof dated === "object") return { kind: "trouble", place: undefined, trouble: dated };
  if (dated === "") return NOTHING;
  const series = seriesOf(fields, rule);
  if ("code" in series) return { kind: "trouble", place: undefined, trouble: series as RowTrouble };
  const place = { series, period: periodContaining(dated, rule.definition.grain).label };
  const trouble = missing === undefined ? unitTrouble(fields, rule) : notCaptured(missing.field);
  if (trouble !== undefined) return { kind: "trouble", place, trouble };
  const amount = amountOf(fields, rule);
  return typeof amount === "bigint"
    ? { kind: "amount", place, amount }
    : { kind: "trouble", place, trouble: amount };
}

/** The local date; empty where the row has none, and so belongs to no period. */
function dateOf(fields: RecordFields, { binding, rowTimeZone }: FoldRule): string | RowTrouble {
  const { field } = binding.time;
  const value = fields[field];
  if (value === undefined) return notCaptured(field);
  if (value === null) return "";
  const date = typeof value === "string" ? rowDate(value, rowTimeZone) : undefined;
  if (date !== undefined && date >= EARLIEST_DATE && date < LATEST_DATE) return date;
  const message = `${JSON.stringify(value)} is no date that a period could be found for`;
  const fix =
    "send a local date such as 2026-09-03, or an instant with its zone such as 2026-09-03T10:00:00Z; null: no period";
  return { field, code: "not_a_date", message, fix };
}

function seriesOf(
  fields: RecordFields,
  { binding, definition }: FoldRule,
): Readonly<Record<string, string>> | RowTrouble {
  const series: Record<string, string> = {};
  for (const dimension of definition.dimensions) {
    const field = binding.dimensions[dimension] ?? "";
    const value = fields[field];
    if (value === undefined) return notCaptured(field);
    const member = String(value ?? "");
    if (!seriesSchema.safeParse({ [dimension]: member }).success) {
      const message = `${JSON.stringify(value)} names no member of "${dimension}"`;
      return { field, code: "not_a_member", message, fix: "send a short id without = and , in it" };
    }
    series[dimension] = member;
  }
  return series;
}

function unitTrouble(fields: RecordFields, { binding, definition }: FoldRule): RowTrouble | undefined {
  const { unit } = binding.measure;
  if (unit === undefined) return undefined;
  const [field, wanted] =
    "currencyField" in unit ? [unit.currencyField, definition.currency] : [unit.unitField, definition.unit];
  const found = fields[field];
  if (found === undefined) return notCaptured(field);
  if (found === wanted) return undefined;
  const code = "currencyField" in unit ? "currency_mismatch" : "unit_mismatch";
  const message = `the row is in ${JSON.stringify(found)}, the KPI in ${wanted}: they cannot be added up`;
  const fix = `convert the row, or leave it out with a filter on "${field}"`;
  return { field, code, message, fix };
}

function amountOf(fields: RecordFields, { binding }: FoldRule): bigint | RowTrouble {
  const { agg, field } = binding.measure;
  if (agg === "count" || field === undefined) return 1n;
  const value = fields[field];
  if (value === undefined) return notCaptured(field);
  const problem = numberProblem(value);
  if (problem === undefined) return toBillionths(plainDecimal(String(value)));
  const fix = 'send a decimal such as "118.50"; rows without one are left out by { op: ne, value: null }';
  return { field, code: value === null ? "no_amount" : "not_a_number", message: problem, fix };
}

function numberProblem(value: FieldValue): string | undefined {
  if (value === null) return "the row has no amount, and unknown is not 0";
  return typeof value === "string" ? decimalProblem(value) : `${value} is no number`;
}

function notCaptured(field: string): RowTrouble {
  const message = `the row has no field "${field}": it was captured before a binding used it, or without it`;
  return {
    field,
    code: "field_missing",
    message,
    fix: "send the row again, with null where it has no value",
  };
}
