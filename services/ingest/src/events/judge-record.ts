import { bindingFields, memberProblem, nearestIds } from "@milepost/contracts";
import type { EventOfType, FieldProblem, RecordFields } from "@milepost/contracts";
import { contributionOf } from "@milepost/plan";
import type { FoldRule } from "@milepost/plan";
import { RULES_VERSION } from "./kpi-rules.ts";
import { instantProblem } from "./observation-problems.ts";
import type { JudgeContext } from "./observation-problems.ts";
import { DEFAULT_ACTOR } from "./verdict.ts";
import type { Verdict } from "./verdict.ts";

type Captured = EventOfType<"milepost.record.captured.v1">;

/** Judges a captured row by the bindings of its stream; of its fields those are kept that a binding uses. */
export function judgeRecord(event: Captured, context: JudgeContext): Verdict {
  const { stream, key, fields } = event.data;
  const time = Date.parse(event.time);
  const rules = context.kpis.streams().get(stream) ?? [];
  const found = [
    ...(rules.length === 0 ? [unknownStream(stream, context)] : []),
    instantProblem("time", time, context),
    ...fieldProblems(fields ?? {}, fields === undefined ? [] : rules),
  ];
  const problems = found.filter((problem) => problem !== undefined);
  if (problems.length > 0) return { ok: false, problems };
  const stamped: Captured = {
    ...event,
    time: new Date(time).toISOString(),
    actor: event.actor ?? DEFAULT_ACTOR,
    recordedtime: new Date(context.now).toISOString(),
    data: {
      ...event.data,
      ...(fields === undefined ? {} : { fields: usedFields(fields, rules) }),
      judged: { rules: RULES_VERSION },
    },
  };
  return { ok: true, record: { topic: "records", key: `${stream}/${key}`, event: stamped } };
}

function unknownStream(stream: string, { kpis }: JudgeContext): FieldProblem {
  const near = nearestIds(stream, kpis.streams().keys());
  const fix =
    near.length > 0
      ? `did you mean ${near.map((name) => `"${name}"`).join(" or ")}?`
      : "name it in the binding of a KPI, and apply the plan";
  const message = `no binding of the plan uses the stream "${stream}"`;
  return { field: "data.stream", code: "unknown_stream", message, fix };
}

/** What keeps bindings from using the row; each field is named once. */
function fieldProblems(fields: RecordFields, rules: readonly FoldRule[]): readonly FieldProblem[] {
  const found = new Map<string, FieldProblem>();
  const add = (field: string, problem: Omit<FieldProblem, "field">): void => {
    const path = `data.fields.${field}`;
    if (!found.has(path)) found.set(path, { field: path, ...problem });
  };
  for (const rule of rules) {
    const missing = bindingFields(rule.binding).filter((field) => !Object.hasOwn(fields, field));
    for (const field of missing) {
      const message = `the row has no field "${field}", which KPI "${rule.kpi}" uses`;
      add(field, {
        code: "field_missing",
        message,
        fix: "send the whole row, with null where it has no value",
      });
    }
    const given = missing.length > 0 ? undefined : contributionOf(fields, rule);
    if (given === undefined || given.kind === "nothing") continue;
    for (const { field, message, fix } of memberProblems(fields, rule)) {
      add(field, { code: "not_a_member", message: `${message} (KPI "${rule.kpi}")`, fix });
    }
    // A row may well have no amount: its period is unknown then, and what it said before must not stand.
    if (given.kind !== "trouble" || given.trouble.code === "no_amount") continue;
    const { field, code, message, fix } = given.trouble;
    add(field, { code, message: `${message} (KPI "${rule.kpi}")`, fix });
  }
  return [...found.values()];
}

/** Rows that older versions took may name such members still: what a row gives its KPI does not ask for this. */
function memberProblems(
  fields: RecordFields,
  { binding, definition }: FoldRule,
): readonly { readonly field: string; readonly message: string; readonly fix: string }[] {
  return definition.dimensions.flatMap((dimension) => {
    const field = binding.dimensions[dimension] ?? "";
    const problem = memberProblem(String(fields[field] ?? ""));
    return problem === undefined ? [] : [{ field, ...problem }];
  });
}

function usedFields(fields: RecordFields, rules: readonly FoldRule[]): Record<string, RecordFields[string]> {
  const used = new Set(rules.flatMap(({ binding }) => bindingFields(binding)));
  return Object.fromEntries(Object.entries(fields).filter(([name]) => used.has(name)));
}
