import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parsePeriod, periodEndsAt } from "@milepost/contracts";
import type { PlanFile } from "@milepost/contracts";
import { parsePlan } from "@milepost/plan";
import type { TestValue } from "./test-deployment.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "..", "..", "infra", "embedded", "demo");
const TIME_ZONE = "America/New_York";

/** The demo's plan; with a prefix only the KPIs and goals of one agency. */
export function demoPlan(prefix = ""): PlanFile {
  const parsed = parsePlan(readFileSync(join(FOLDER, "plan.yaml"), "utf8"));
  if (!parsed.ok) throw new Error("the demo's plan cannot be read");
  const kept = <Value>(objects: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(objects).filter(([id]) => id.startsWith(prefix)));
  const { plan } = parsed;
  return { ...plan, kpis: kept(plan.kpis), goals: kept(plan.goals), scorecards: {}, connectors: {} };
}

/** The demo's values up to a month (`2014-09`), each known when its month is over; with a prefix of one agency. */
export function demoValues(last: string, prefix = ""): readonly TestValue[] {
  const parsed = parsePlan(readFileSync(join(FOLDER, "plan.yaml"), "utf8"));
  const connector = parsed.ok ? parsed.plan.connectors["mta"] : undefined;
  if (connector === undefined || typeof connector.kpi === "string") throw new Error("no connector mta");
  const { kpi, measures } = connector;
  const lines = readFileSync(join(FOLDER, connector.path), "utf8").trim().split("\n");
  const [header, ...rows] = lines.map(fieldsOf);
  const at = (name: string): number => header?.indexOf(name) ?? -1;
  return rows.flatMap((row) => {
    const period = (row[at("month")] ?? "").slice(0, 7);
    const id = kpi.map?.[row[at(kpi.column)] ?? ""];
    if (id === undefined || !id.startsWith(prefix) || period > last) return [];
    const month = monthOf(period);
    return measures.flatMap(({ column, kind, kpiSuffix }) => {
      const value = row[at(column)] ?? "";
      if (value === "" || kind === "forecast") return [];
      return [{ kpi: `${id}${kpiSuffix}`, period, kind, value, ...month }];
    });
  });
}

const months = new Map<string, { readonly periodEnd: string; readonly knownAt: string }>();

function monthOf(label: string): { readonly periodEnd: string; readonly knownAt: string } {
  const known = months.get(label);
  if (known !== undefined) return known;
  const period = parsePeriod(label, "month");
  if (period === undefined) throw new Error(`no month ${label}`);
  const month = { periodEnd: period.end, knownAt: new Date(periodEndsAt(period, TIME_ZONE)).toISOString() };
  months.set(label, month);
  return month;
}

function fieldsOf(line: string): readonly string[] {
  return [...line.matchAll(/("([^"]*)"|[^,]*)(,|$)/g)].map((match) => match[2] ?? match[1] ?? "");
}
