import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { inferGoals } from "./infer/goals.ts";
import { readIndicators } from "./infer/indicators.ts";
import { inferKpis } from "./infer/kpis.ts";
import { renderMisfits } from "./infer/render-misfits.ts";
import { renderPlan } from "./infer/render-plan.ts";

const here = import.meta.dirname;

const { values } = parseArgs({
  options: {
    csv: { type: "string", default: join(here, "mta_kpis_2009_2014.csv") },
    definitions: { type: "string", default: join(here, "mta_kpi_definitions.csv") },
    until: { type: "string", default: "2014-09" },
    out: { type: "string", default: here },
  },
});

const indicators = readIndicators(
  readFileSync(values.definitions, "utf8"),
  readFileSync(values.csv, "utf8"),
  values.until,
);
const kpis = inferKpis(indicators);
const plan = { kpis, goals: inferGoals(kpis), until: values.until };
const misfits = renderMisfits(plan);

writeFileSync(join(values.out, "plan.yaml"), renderPlan(plan));
writeFileSync(join(values.out, "misfits.md"), misfits);
console.log(misfits);
console.log(`wrote ${join(values.out, "plan.yaml")} and misfits.md`);
