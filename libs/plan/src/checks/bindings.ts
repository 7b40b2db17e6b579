import type { Aggregation, Behaviour, Binding, Kpi } from "@milepost/contracts";
import type { PlanShape } from "../read-shape.ts";
import type { Finding } from "./finding.ts";
import { unknownTimeZone } from "./finding.ts";

/** The behaviour that values of each aggregation have. */
const BEHAVIOUR_OF: Readonly<Record<Aggregation, Behaviour>> = {
  sum: "flow",
  count: "flow",
  average: "average",
  min: "min",
  max: "max",
};

/** What the binding of a KPI may not say. */
export function bindingFindings({ plan }: PlanShape): readonly Finding[] {
  return Object.entries(plan.kpis).flatMap(([id, kpi]) => {
    const { binding } = kpi;
    if (binding === undefined) return [];
    const path = ["kpis", id, "binding"];
    return [
      ...measureFindings(kpi, binding, [...path, "measure"]),
      ...unknownTimeZone(binding.time.timeZone, [...path, "time", "timeZone"]),
      ...filterFindings(binding, path),
      ...dimensionFindings(kpi, binding, path),
      ...seriesFindings(kpi, binding, path),
    ];
  });
}

type FoundBy = (kpi: Kpi, binding: Binding, path: readonly string[]) => readonly Finding[];

const measureFindings: FoundBy = ({ behaviour, currency }, { measure }, path) => {
  const { agg, field, unit } = measure;
  const found: Finding[] = [];
  if (BEHAVIOUR_OF[agg] !== behaviour) {
    const message = `${agg} makes values of behaviour ${BEHAVIOUR_OF[agg]}, and this KPI is of behaviour ${behaviour}`;
    const fitting = Object.entries(BEHAVIOUR_OF).find(([, one]) => one === behaviour)?.[0];
    const other = fitting === undefined ? "" : `, or agg: ${fitting}`;
    const fix = `set behaviour: ${BEHAVIOUR_OF[agg]}${other}`;
    found.push({ path: [...path, "agg"], code: "agg_unfit", message, fix });
  }
  if ((agg === "count") === (field !== undefined)) {
    const message = agg === "count" ? "a count counts rows, not a field" : `${agg} needs a field`;
    const fix = agg === "count" ? "remove field, or set agg: sum" : "add field: the number of each row";
    found.push({ path: agg === "count" ? [...path, "field"] : path, code: "measure_field", message, fix });
  }
  if (unit !== undefined && "currencyField" in unit && currency === undefined) {
    const message = "rows name a currency, and the KPI has none to compare it with";
    const fix = "add currency: EUR to the KPI, or use unitField";
    found.push({ path: [...path, "unit"], code: "no_currency", message, fix });
  }
  return found;
};

function filterFindings({ filter }: Binding, path: readonly string[]): readonly Finding[] {
  return filter.flatMap(({ op, value }, index) => {
    const at = [...path, "filter", String(index), "value"];
    const code = "condition_value";
    if (op === "in" && !Array.isArray(value)) {
      return [{ path: at, code, message: "in needs a list", fix: "write [a, b], or op: eq" }];
    }
    if (op !== "in" && Array.isArray(value)) {
      return [
        { path: at, code, message: `${op} compares with one value`, fix: "write one value, or op: in" },
      ];
    }
    const isOrdered = typeof value === "string" || typeof value === "number";
    if (["eq", "ne", "in"].includes(op) || isOrdered) return [];
    const message = `nothing is less or greater than ${String(value)}`;
    return [{ path: at, code, message, fix: "write a number or a text, or op: eq" }];
  });
}

const dimensionFindings: FoundBy = ({ dimensions }, { dimensions: fields }, path) => {
  const missing = dimensions.filter((name) => !Object.hasOwn(fields, name));
  const unknown = Object.keys(fields).filter((name) => !dimensions.includes(name));
  return [
    ...missing.map((name) => ({
      path: [...path, "dimensions"],
      code: "dimension_unbound",
      message: `no field names the member of "${name}"`,
      fix: `add ${name}: the field that names it`,
    })),
    ...unknown.map((name) => ({
      path: [...path, "dimensions", name],
      code: "undeclared_dimension",
      message: `the KPI has no dimension "${name}"`,
      fix: dimensions.length === 0 ? "remove it" : `the KPI has ${dimensions.join(", ")}`,
    })),
  ];
};

const seriesFindings: FoundBy = ({ dimensions, total }, { empty, measure }, path) => {
  const found: Finding[] = [];
  if (dimensions.length > 0 && total === "reported") {
    const message = "rows make the series of each member, and nobody reports the total";
    found.push({
      path: [...path.slice(0, -1), "binding", "dimensions"],
      code: "total_not_derived",
      message,
      fix: "set total: derived",
    });
  }
  if (empty === "zero-if-proven" && measure.agg !== "sum" && measure.agg !== "count") {
    const message = `the ${measure.agg} of no rows is unknown, not 0`;
    found.push({ path: [...path, "empty"], code: "empty_unfit", message, fix: "remove empty" });
  }
  return found;
};
