import type { FieldProblem, Lint, PlanFile } from "@milepost/contracts";
import type { Finding } from "./checks/finding.ts";
import { findings } from "./checks/findings.ts";
import { lintsOf } from "./lints/lints-of.ts";
import { readShape } from "./read-shape.ts";
import { readYaml } from "./yaml-document.ts";

/** A plan that may be applied, with what somebody should think of once more, or everything that is wrong with it. */
export type ParsedPlan =
  | { readonly ok: true; readonly plan: PlanFile; readonly lints: readonly Lint[] }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/**
 * Reads a plan file (YAML). All problems come at once, ordered by line, each with field, code, message, fix, line
 * and column: the YAML's own, unknown and missing keys, and references and rules between the objects.
 */
export function parsePlan(text: string): ParsedPlan {
  const document = readYaml(text);
  if (!document.readable) return { ok: false, problems: document.problems };
  const shape = readShape(document);
  const placed = <Found extends Finding>({
    path,
    at,
    ...found
  }: Found): Omit<Found, "path" | "at"> & FieldProblem => ({
    field: path.join("."),
    ...found,
    ...document.locate(path, at),
  });
  const problems = [...document.problems, ...shape.problems, ...findings(shape).map(placed)];
  if (problems.length === 0) {
    const lints = lintsOf(shape.plan, document.value).map(placed).toSorted(byPlace);
    const blocking = lints.filter(({ severity }) => severity === "blocking");
    return blocking.length > 0 ? { ok: false, problems: blocking } : { ok: true, plan: shape.plan, lints };
  }
  return { ok: false, problems: problems.toSorted(byPlace) };
}

/** Gives problems that were found later, by their fields, the line and column where the plan file says so. */
export function placeProblems(text: string, problems: readonly FieldProblem[]): readonly FieldProblem[] {
  const document = readYaml(text);
  return problems
    .map((problem) => ({ ...document.locate(problem.field.split(".")), ...problem }))
    .toSorted(byPlace);
}

function byPlace(left: FieldProblem, right: FieldProblem): number {
  return (left.line ?? 0) - (right.line ?? 0) || (left.column ?? 0) - (right.column ?? 0);
}
