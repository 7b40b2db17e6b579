import type { Kpi } from "@milepost/contracts";
import { isMadeOfParts } from "@milepost/scoring";
import type { PlanShape } from "../read-shape.ts";
import type { Finding } from "./finding.ts";
import { unknownReference } from "./finding.ts";

/** What a KPI may not say, and whom it may not name. */
export function kpiFindings(shape: PlanShape): readonly Finding[] {
  return Object.entries(shape.plan.kpis).flatMap(([id, kpi]) => {
    const path = (field: string): readonly string[] => ["kpis", id, field];
    return [
      ...unknownReference(shape, "kpis", { id: kpi.parent, path: path("parent") }),
      ...unknownReference(shape, "units", { id: kpi.belongsTo, path: path("belongsTo") }),
      ...unknownReference(shape, "people", { id: kpi.dataOwner, path: path("dataOwner") }),
      ...unknownReference(shape, "kpis", { id: kpi.runningOf, path: path("runningOf") }),
      ...runningFindings(shape, id, kpi),
      ...ownFindings(id, kpi),
    ];
  });
}

function runningFindings({ plan }: PlanShape, id: string, kpi: Kpi): readonly Finding[] {
  const { runningOf } = kpi;
  if (runningOf === undefined) return [];
  const path = ["kpis", id, "runningOf"];
  const wrong = (message: string, fix: string): readonly Finding[] => [
    { path, code: "invalid_running_of", message, fix },
  ];
  if (kpi.behaviour !== "running") {
    return wrong(
      `a KPI of behaviour ${kpi.behaviour} runs of nothing`,
      "set behaviour: running, or remove runningOf",
    );
  }
  if (runningOf === id)
    return wrong("a KPI cannot be its own running figure", "name the KPI that it accumulates");
  const base = Object.hasOwn(plan.kpis, runningOf) ? plan.kpis[runningOf] : undefined;
  if (base === undefined) return [];
  if (base.runningOf !== undefined) {
    return wrong(`"${runningOf}" is a running figure of another KPI itself`, `name ${base.runningOf}`);
  }
  if (base.grain !== kpi.grain) {
    return wrong(`"${runningOf}" has grain ${base.grain}, this KPI ${kpi.grain}`, "give both the same grain");
  }
  if (base.unit === kpi.unit && base.currency === kpi.currency) return [];
  return wrong(`"${runningOf}" has unit ${base.unit}, this KPI ${kpi.unit}`, "give both the same unit");
}

function ownFindings(id: string, kpi: Kpi): readonly Finding[] {
  const { bounds, behaviour, approximation, restarts, total, dimensions } = kpi;
  const found: Finding[] = [];
  const add = (field: string, finding: Omit<Finding, "path">): unknown =>
    found.push({ path: ["kpis", id, field], ...finding });
  if ((bounds?.lower ?? -Infinity) >= (bounds?.upper ?? Infinity)) {
    add("bounds", {
      code: "bounds_wrong_way_round",
      message: `the lower bound ${bounds?.lower} is not below the upper ${bounds?.upper}`,
      fix: "exchange lower and upper",
    });
  }
  if (approximation !== undefined && !isMadeOfParts(kpi)) {
    const message = `${behaviour} needs no approximation: only means and ratios have parts`;
    add("approximation", { code: "needless_approximation", message, fix: "remove approximation" });
  }
  if (restarts !== undefined && behaviour !== "running") {
    const message = `only running figures restart, this KPI is of behaviour ${behaviour}`;
    add("restarts", {
      code: "needless_restarts",
      message,
      fix: "remove restarts, or set behaviour: running",
    });
  }
  if (total === "derived" && dimensions.length === 0) {
    const message = "a total can only be derived from dimensions, and none is declared";
    add("total", {
      code: "total_without_dimensions",
      message,
      fix: "add dimensions: [ … ], or remove total",
    });
  }
  if (new Set(dimensions).size < dimensions.length) {
    const message = "a dimension is named twice";
    add("dimensions", { code: "duplicate_dimension", message, fix: "name each once" });
  }
  return found;
}
