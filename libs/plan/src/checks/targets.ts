import type { Goal, Kpi } from "@milepost/contracts";
import type { Finding } from "./finding.ts";

type PathOf = (...fields: readonly (string | number)[]) => Finding["path"];

/** Goals without a target or with two, and ranges, tolerances and success ratios that contradict the rest of their goal. */
export function targetFindings(goal: Goal, kpi: Kpi | undefined, path: PathOf): readonly Finding[] {
  const { measure } = goal;
  const at = (field: keyof Goal["measure"], said: Omit<Finding, "path">): Finding => ({
    path: path("measure", field),
    ...said,
  });
  return [
    ...(targetProblem(measure, at) ?? []),
    ...(rangeProblem(measure, at) ?? []),
    ...(againstDirection(measure, kpi, at) ?? []),
    ...(ratioProblem(measure, at) ?? []),
  ];
}

type At = (field: keyof Goal["measure"], said: Omit<Finding, "path">) => Finding;
type Found = readonly Finding[] | undefined;

function targetProblem({ trajectory, to, range }: Goal["measure"], at: At): Found {
  const planned = typeof trajectory === "object" && "planned" in trajectory;
  if (!planned && to === undefined && range === undefined) {
    const fix =
      "add measure.to, measure.range, or trajectory: { planned: latest } where the target is a planned series";
    return [at("to", { code: "no_target", message: "this goal has no target", fix })];
  }
  const fix = "remove one of them";
  if (planned && to !== undefined) {
    const message = "this goal has two targets: measure.to and the planned series";
    return [at("to", { code: "two_targets", message, fix })];
  }
  if (range === undefined) return undefined;
  const other = to === undefined ? typeof trajectory === "object" && "the trajectory's values" : "measure.to";
  if (other === false) return undefined;
  const message = `this goal has two targets: measure.range and ${other}`;
  return [
    at("range", {
      code: "two_targets",
      message,
      fix: `${fix}, or give measure.tolerance in place of the range`,
    }),
  ];
}

function rangeProblem({ evaluation, range, tolerance }: Goal["measure"], at: At): Found {
  if (range !== undefined && range.lower > range.upper) {
    const message = `the range begins (${range.lower}) above its end (${range.upper})`;
    return [at("range", { code: "range_wrong_way_round", message, fix: "exchange lower and upper" })];
  }
  if (range !== undefined && tolerance !== undefined) {
    const message = "measure.range and measure.tolerance both say how far from the target still meets it";
    return [at("tolerance", { code: "two_ranges", message, fix: "remove one of them" })];
  }
  if (evaluation !== "in-range" || range !== undefined || tolerance !== undefined) return undefined;
  const message = "this goal is to be in a range, and does not say in which";
  const fix = "add measure.range: { lower: …, upper: … }, or measure.tolerance beside measure.to";
  return [at("evaluation", { code: "no_range", message, fix })];
}

function againstDirection(
  { evaluation, range, tolerance }: Goal["measure"],
  kpi: Kpi | undefined,
  at: At,
): Found {
  const field = range === undefined ? "tolerance" : "range";
  if (range === undefined && tolerance === undefined) return undefined;
  const { direction } = kpi ?? {};
  if (evaluation === "in-range" || evaluation === "control") return undefined;
  if (direction === undefined || direction === "maintain") return undefined;
  const message = `the KPI should ${direction}, so being far from the target on its good side is no miss: a ${field} says nothing here`;
  const fix = `remove it, set evaluation: in-range or control, or give the KPI direction: maintain`;
  return [at(field, { code: "range_against_direction", message, fix })];
}

function ratioProblem({ evaluation, successRatio }: Goal["measure"], at: At): Found {
  if (successRatio === undefined || evaluation === "control") return undefined;
  const message = `a success ratio counts the periods that meet their target, and this goal is judged ${evaluation}`;
  return [at("successRatio", { code: "no_control", message, fix: "set evaluation: control, or remove it" })];
}
