import type { FieldProblem, PlanFile } from "@milepost/contracts";
import { findings } from "./checks/findings.ts";
import { readShape } from "./read-shape.ts";
import { readYaml } from "./yaml-document.ts";

/** A plan that may be applied, or everything that is wrong with it. */
export type ParsedPlan =
  | { readonly ok: true; readonly plan: PlanFile }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/**
 * Reads a plan file (YAML). All problems come at once, ordered by line, each with field, code, message, fix, line
 * and column: the YAML's own, unknown and missing keys, and references and rules between the objects.
 */
export function parsePlan(text: string): ParsedPlan {
  const document = readYaml(text);
  if (!document.readable) return { ok: false, problems: document.problems };
  const shape = readShape(document);
  const problems = [
    ...document.problems,
    ...shape.problems,
    ...findings(shape).map(({ path, at, ...finding }) => ({
      field: path.join("."),
      ...finding,
      ...document.locate(path, at),
    })),
  ];
  if (problems.length === 0) return { ok: true, plan: shape.plan };
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
