import type { FieldProblem } from "@milepost/contracts";
import type { z } from "zod";

const DECIMAL_FIX =
  'send a finite decimal as text, such as "0.914", with at most 29 digits before and 9 after the point';
const INSTANT_FIX = "write an ISO 8601 instant with its zone, such as 2026-10-03T06:00:00Z";

const FIXES: Readonly<Record<string, string>> = {
  specversion: 'send specversion "1.0"',
  id: "give each event an id of 1 to 200 characters that its source never uses again",
  source: "name the source, 1 to 300 characters, such as //acme/erp",
  time: `${INSTANT_FIX}: when the source changed the value`,
  data: "send the observation in data",
  "data.kpi": "name a KPI of the plan; GET /v1/kpis lists them",
  "data.series": 'send an object such as {"plant": "ulm"}, or leave series out for the total',
  "data.period": "write the period as a label of the KPI's grain, such as 2026-09",
  "data.kind": 'send kind "actual", "planned" or "forecast"',
  "data.knownAt": `${INSTANT_FIX}: when the value was published`,
  "data.value": DECIMAL_FIX,
  "data.numerator": DECIMAL_FIX,
  "data.denominator": DECIMAL_FIX,
  "data.stream": "name the stream as a binding of the plan does, such as erp:orders",
  "data.key": "give the row's primary key as text of 1 to 500 characters",
  "data.fields":
    "send the row's fields as texts, numbers, true, false or null, or `deleted: true` when the row is gone",
  "data.deleted": "send `deleted: true` when the row is gone, else leave it out",
  "data.completeness": 'send completeness "complete", "partial" or "unknown"',
};

const UNKNOWN_VALUE_FIX =
  "unknown is not 0: leave the observation out, or take a value back with milepost.observation.retracted.v1";

/** What a schema found wrong with an event, one problem a field, each with its fix. */
export function schemaProblems(error: z.ZodError, candidate: unknown): readonly FieldProblem[] {
  return error.issues.map((issue) => {
    const path = issue.path.map(String);
    const field = path.join(".");
    const given = path.reduce<unknown>(
      (value, name) => (value as Record<string, unknown> | undefined)?.[name],
      candidate,
    );
    if (given === undefined) return described(field, "missing", `\`${field}\` is missing`);
    if (given === null) return described(field, "missing", `\`${field}\` is null`);
    return described(field, "invalid", `\`${field}\`: ${sentence(issue, given)}`);
  });
}

function described(field: string, code: string, message: string): FieldProblem {
  const fix = code === "missing" && field === "data.value" ? UNKNOWN_VALUE_FIX : fixOf(field);
  return { field, code, message, ...(fix === undefined ? {} : { fix }) };
}

function fixOf(field: string): string | undefined {
  return FIXES[field] ?? FIXES[field.split(".").slice(0, 2).join(".")];
}

function sentence(issue: z.core.$ZodIssue, given: unknown): string {
  if (issue.code === "custom") return issue.message;
  const shown = JSON.stringify(given).slice(0, 80);
  return issue.code === "invalid_union"
    ? `${shown} is neither text nor number`
    : `${shown}: ${issue.message}`;
}
