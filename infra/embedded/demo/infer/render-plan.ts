import { AGENCIES } from "./agencies.ts";
import { MISFIT_ABOVE } from "./fit-rule.ts";
import type { InferredGoal } from "./goals.ts";
import type { InferredKpi } from "./kpis.ts";
import { flow, flowBlock, folded, scalar } from "./yaml.ts";

/** What a demo plan is written from. */
export interface DemoPlan {
  readonly kpis: readonly InferredKpi[];
  readonly goals: readonly InferredGoal[];
  /** Last month that was looked at, `2014-09`. */
  readonly until: string;
}

/** The plan file's text. */
export function renderPlan(plan: DemoPlan): string {
  const sections = [header(plan), organisation(), kpiSection(plan), goalSection(plan), scorecard(plan)];
  return [...sections, connector(plan)].join("\n\n") + "\n";
}

function header({ until }: DemoPlan): string {
  return `# yaml-language-server: $schema=../../../libs/contracts/schemas/plan-file.json
# The demo's plan: performance indicators of the Metropolitan Transportation Authority, 2009 to 2014.
# Written by infer-plan.ts from the months up to ${until}; change the script, not this file.
apiVersion: milepost/v1
calendars:
  default: { kind: gregorian, timeZone: America/New_York, fiscalYearStart: 1 }
alerting: { raiseBelow: 0.5, periods: 2, clearAbove: 0.65 }`;
}

function organisation(): string {
  const agencies = [...AGENCIES.values()];
  const people = agencies.map(({ owner }) => `  ${owner.id}: ${flow(texts(owner.name, owner.email))}`);
  const units = agencies.map(({ id, name }) => `  ${id}: ${flow({ name: scalar(name), parent: "mta" })}`);
  return [
    "# Role addresses that stand for the accountable persons, in the demo only.",
    "people:",
    ...people,
    "units:",
    "  mta: { name: Metropolitan Transportation Authority }",
    ...units,
  ].join("\n");
}

function texts(name: string, email: string): Record<string, string> {
  return { name: scalar(name), email: scalar(email) };
}

function kpiSection({ kpis }: DemoPlan): string {
  const groups = Map.groupBy(kpis, ({ agency, indicator }) => `${agency.name} · ${indicator.category}`);
  const blocks = [...groups].map(([title, group]) =>
    [`  # ── ${title} ──`, ...group.flatMap((kpi) => [monthly(kpi), companion(kpi)])].join("\n"),
  );
  return [
    "# <kpi>: the month's figure. <kpi>-ytd: the published year-to-date figure, which the goals measure.",
    "kpis:",
    blocks.join("\n\n"),
  ].join("\n");
}

function monthly(kpi: InferredKpi): string {
  const { indicator } = kpi;
  const mean = kpi.behaviour === "average" || kpi.behaviour === "harmonic_mean";
  const lines = [
    ...misfitNote(kpi),
    ...(kpi.danglingParent === null
      ? []
      : [`# Its parent ${kpi.danglingParent} is not published: it stands under its agency.`]),
    `name: ${scalar(indicator.name)}`,
    `description: ${folded(indicator.description, "      ")}`,
    `unit: ${scalar(kpi.unit)}`,
    `decimals: ${indicator.decimals}`,
    ...(kpi.direction === null ? [] : [`direction: ${kpi.direction}`]),
    `behaviour: ${kpi.behaviour}`,
    ...(mean ? ["approximation: equal-weights"] : []),
    "grain: month",
    `bounds: ${bounds(kpi)}`,
    `category: ${scalar(indicator.category)}`,
    `belongsTo: ${kpi.agency.id}`,
    ...(kpi.parent === null ? [] : [`parent: ${kpi.parent}`]),
    `dataOwner: ${kpi.agency.owner.id}`,
  ];
  return [`  ${kpi.slug}:`, ...lines.map((line) => `    ${line}`)].join("\n");
}

function misfitNote({ fit }: InferredKpi): readonly string[] {
  if (fit.median <= MISFIT_ABOVE) return [];
  const error = (fit.median * 100).toFixed(1);
  return [`# Misfit: the ${fit.rule} rule is off by ${error} % in the typical month (misfits.md).`];
}

function companion(kpi: InferredKpi): string {
  const entries = {
    name: scalar(`${kpi.indicator.name}, year to date`),
    unit: scalar(kpi.unit),
    decimals: String(kpi.indicator.decimals),
    direction: kpi.direction,
    behaviour: "running",
    runningOf: kpi.slug,
    restarts: "year",
    grain: "month",
    bounds: bounds(kpi),
    category: scalar(kpi.indicator.category),
    belongsTo: kpi.agency.id,
    dataOwner: kpi.agency.owner.id,
  };
  return `  ${kpi.slug}-ytd:\n${flowBlock(entries, "    ")}`;
}

function bounds({ unit }: InferredKpi): string {
  return unit === "percent" ? "{ lower: 0, upper: 100 }" : "{ lower: 0 }";
}

function goalSection({ goals }: DemoPlan): string {
  return [
    "# One goal per KPI with a desired direction and year with a target: December's year-to-date figure.",
    "goals:",
    ...goals.map(goalText),
  ].join("\n");
}

function goalText({ id, kpi, year, from }: InferredGoal): string {
  const measure = flow({
    kpi: `${kpi.slug}-ytd`,
    from: from === null ? null : scalar(from),
    trajectory: flow({ planned: kpi.cumulative ? "last-year-ratio" : "latest" }),
  });
  const entries = {
    kind: "annual_goal",
    title: scalar(`${kpi.indicator.name}: reach the ${year} target`),
    owner: kpi.agency.owner.id,
    team: kpi.agency.id,
    window: String(year),
    measure,
  };
  return `  ${id}:\n${flowBlock(entries, "    ")}`;
}

function scorecard({ goals }: DemoPlan): string {
  const items = goals.map(({ id, redFlagDistance }) => {
    const distance = redFlagDistance === null ? null : scalar(redFlagDistance);
    return `      - ${flow({ goal: id, redFlagDistance: distance })}`;
  });
  return [
    "# redFlagDistance: the usual gap between actual and target in earlier years (README.md).",
    "scorecards:",
    "  mta:",
    "    name: Metropolitan Transportation Authority",
    "    layout: units-by-category",
    "    items:",
    ...items,
  ].join("\n");
}

function connector({ kpis }: DemoPlan): string {
  const byId = kpis.toSorted((left, right) => Number(left.indicator.id) - Number(right.indicator.id));
  return `connectors:
  mta:
    kind: file
    path: mta_kpis_2009_2014.csv
    period: { column: month, grain: month }
    knownAt: period-end
    measures:
      - { column: monthly_actual, kind: actual }
      - { column: monthly_target, kind: planned }
      - { column: ytd_actual, kind: actual, kpiSuffix: -ytd }
      - { column: ytd_target, kind: planned, kpiSuffix: -ytd }
    kpi:
      column: kpi_id
      map:
${byId.map(({ indicator, slug }) => `        "${indicator.id}": ${slug}`).join("\n")}`;
}
