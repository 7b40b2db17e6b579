import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { inferPlan } from "./infer/infer-plan.ts";

const here = import.meta.dirname;

const { values } = parseArgs({
  options: {
    csv: { type: "string", default: join(here, "mta_kpis_2009_2014.csv") },
    definitions: { type: "string", default: join(here, "mta_kpi_definitions.csv") },
    until: { type: "string", default: "2014-09" },
    out: { type: "string", default: here },
  },
});

const { plan, misfits } = inferPlan({
  rows: readFileSync(values.csv, "utf8"),
  definitions: readFileSync(values.definitions, "utf8"),
  until: values.until,
});

writeFileSync(join(values.out, "plan.yaml"), plan);
writeFileSync(join(values.out, "misfits.md"), misfits);
console.log(misfits);
console.log(`wrote ${join(values.out, "plan.yaml")} and misfits.md`);
