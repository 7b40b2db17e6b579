import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decidePlan, emptyPlan, evolve, parsePlan } from "@milepost/plan";
import type { PlanFile } from "@milepost/contracts";
import { describe, expect, it } from "vitest";
import { parseCsv } from "./infer/csv.ts";
import { inferPlan } from "./infer/infer-plan.ts";
import { slugOf } from "./infer/kpis.ts";

const read = (name: string): string => readFileSync(join(import.meta.dirname, name), "utf8");
const UNTIL = "2014-09";
const rows = read("mta_kpis_2009_2014.csv");
const definitions = read("mta_kpi_definitions.csv");
const text = read("plan.yaml");
const plan = planOf(text);

function planOf(yaml: string): PlanFile {
  const parsed = parsePlan(yaml);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems.slice(0, 5), null, 2));
  return parsed.plan;
}

function countBy<Item>(items: readonly Item[], key: (item: Item) => string): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(items, key)].map(([name, group]) => [name, group.length]));
}

describe("the demo's plan", () => {
  const inferred = inferPlan({ rows, definitions, until: UNTIL });

  it("is exactly what the script infers (else: node infra/embedded/demo/infer-plan.ts)", () => {
    expect(inferred.plan === text).toBe(true);
    expect(inferred.misfits).toBe(read("misfits.md"));
  });

  it("does not depend on anything after the demo's clock", () => {
    const lines = rows.split("\n");
    const past = lines.filter((line) => !/,2014-1[0-2]-01,/.test(line)).join("\n");
    expect(past.length).toBeLessThan(rows.length);
    expect(inferPlan({ rows: past, definitions, until: UNTIL })).toEqual(inferred);
  });

  const monthly = Object.entries(plan.kpis).filter(([, { runningOf }]) => runningOf === undefined);

  it("holds the 133 KPIs, each with its year-to-date companion", () => {
    expect(monthly).toHaveLength(133);
    for (const [slug, { unit, direction }] of monthly) {
      expect(plan.kpis[`${slug}-ytd`]).toMatchObject({
        behaviour: "running",
        runningOf: slug,
        restarts: "year",
        unit,
      });
      expect(plan.kpis[`${slug}-ytd`]?.direction).toBe(direction);
    }
    expect(Object.keys(plan.kpis)).toHaveLength(266);
  });

  it("says by which rule the months make the year, and where none fits", () => {
    expect(countBy(monthly, ([, { behaviour }]) => behaviour)).toEqual({
      average: 85,
      running: 24,
      harmonic_mean: 15,
      flow: 9,
    });
    expect(inferred.misfits).toContain("## Misfits (10)");
    for (const [, { behaviour, approximation }] of monthly) {
      const mean = behaviour === "average" || behaviour === "harmonic_mean";
      expect(approximation).toBe(mean ? "equal-weights" : undefined);
    }
  });

  it("gives rates their real units, and bounds to every value", () => {
    expect(countBy(monthly, ([, { unit }]) => unit)).toEqual({
      percent: 105,
      "per million vehicles": 1,
      "per 200,000 work hours": 3,
      "per 100 employees": 2,
      "per million customers": 5,
      "per million miles": 2,
      miles: 6,
      passengers: 6,
      vehicles: 1,
      boardings: 2,
    });
    for (const { unit, bounds } of Object.values(plan.kpis)) {
      expect(bounds).toEqual(unit === "percent" ? { lower: 0, upper: 100 } : { lower: 0 });
    }
  });

  it("has a goal for each KPI with a direction and year with a target, with one owner of its agency", () => {
    const goals = Object.entries(plan.goals);
    expect(countBy(goals, ([, { window }]) => JSON.stringify(window))).toEqual({
      2009: 66,
      2010: 128,
      2011: 128,
      2012: 129,
      2013: 129,
      2014: 124,
    });
    for (const [id, { owner, team, window, measure }] of goals) {
      expect(id).toBe(`${measure.kpi.replace(/-ytd$/, "")}-${JSON.stringify(window)}`);
      expect(owner).toBe(`${team}-performance`);
      expect(plan.kpis[measure.kpi]?.belongsTo).toBe(team);
      const cumulative = plan.kpis[id.replace(/-\d{4}$/, "")]?.behaviour === "flow";
      expect(measure.trajectory).toEqual({ planned: cumulative ? "last-year-ratio" : "latest" });
    }
    const undirected = monthly.filter(([, { direction }]) => direction === undefined).map(([slug]) => slug);
    expect(undirected).toEqual([
      "bus-passenger-wheelchair-lift-usage",
      "nyct-bus-passenger-wheelchair-lift-usage-bus",
    ]);
  });

  it("starts every goal from last December's published year-to-date figure", () => {
    const decembers = parseCsv(rows).filter(({ month }) => month?.endsWith("-12-01"));
    const byGoal = new Map(
      decembers.map((row) => {
        const slug = slugOf({ agency: row["agency"] ?? "", name: row["name"] ?? "" });
        return [`${slug}-${Number(row["month"]?.slice(0, 4)) + 1}`, row["ytd_actual"]];
      }),
    );
    const known = Object.entries(plan.goals).filter(([, { measure }]) => measure.from !== undefined);
    expect(known).toHaveLength(560);
    for (const [id, { measure }] of Object.entries(plan.goals)) {
      const published = byGoal.get(id);
      expect(measure.from, id).toBe(
        published === undefined || published === "" ? undefined : Number(published),
      );
    }
  });

  it("scores every goal against a red flag that lies apart from its target", () => {
    const items = plan.scorecards["mta"]?.items ?? [];
    expect(items.map(({ goal }) => goal)).toEqual(Object.keys(plan.goals));
    expect(items.every(({ redFlagDistance }) => (redFlagDistance ?? 0) > 0)).toBe(true);
  });

  it("feeds a KPI from every indicator of the CSV", () => {
    const connector = plan.connectors["mta"];
    const map = typeof connector?.kpi === "object" ? connector.kpi.map : {};
    expect(new Set(Object.keys(map ?? {}))).toEqual(new Set(parseCsv(rows).map((row) => row["kpi_id"])));
  });

  it("attaches dangling parents to their agency and lists them", () => {
    const dangling = inferred.misfits.match(/^- .+ → \d+$/gm) ?? [];
    expect(dangling).toHaveLength(13);
    for (const line of dangling)
      expect(plan.kpis[line.slice(2).split(" ")[0] ?? ""]).not.toHaveProperty("parent");
    expect(plan.kpis["nyct-subway-wait-assessment-s-42-st"]?.parent).toBe("nyct-subway-wait-assessment");
  });

  it("is read, decided and folded whole, and applied twice changes nothing", () => {
    let count = 0;
    const context = {
      now: "2014-10-01T04:00:00Z",
      source: "//demo/plan",
      actor: "demo",
      newId: () => `${(count += 1)}`,
    };
    const decision = decidePlan(planOf(text), emptyPlan, context);
    const state = evolve(emptyPlan, decision.ok ? decision.events.map(({ event }) => event) : []);
    expect(state.goals.size).toBe(704);
    expect(decidePlan(plan, state, context)).toMatchObject({ ok: true, events: [] });
  });
});

describe("the example to copy", () => {
  const example = planOf(read("example/plan.yaml"));
  const numbers = parseCsv(read("example/numbers.csv"));

  it("is a plan without problems", () => {
    expect(Object.keys(example.goals)).toEqual(["on-time-delivery-2026", "complaints-2026"]);
  });

  it("has numbers of its own KPIs only: each month once, inside the bounds, for more than two years", () => {
    expect(new Set(numbers.map(({ kpi }) => kpi))).toEqual(new Set(Object.keys(example.kpis)));
    expect(new Set(numbers.map(({ kpi, month }) => `${kpi} ${month}`)).size).toBe(numbers.length);
    expect(numbers).toHaveLength(68);
    for (const { kpi = "", month, value } of numbers) {
      expect(month).toMatch(/^20\d\d-(0[1-9]|1[0-2])$/);
      const { lower = -Infinity, upper = Infinity } = example.kpis[kpi]?.bounds ?? {};
      expect(Number(value)).toBeGreaterThanOrEqual(lower);
      expect(Number(value)).toBeLessThanOrEqual(upper);
    }
  });
});
