import { MISFIT_ABOVE, RULES } from "./fit-rule.ts";
import type { InferredKpi } from "./kpis.ts";
import type { DemoPlan } from "./render-plan.ts";

/** What the inference found, as Markdown: rules, misfits, dangling parents, KPIs without a goal. */
export function renderMisfits({ kpis, goals, until }: DemoPlan): string {
  const misfits = kpis
    .filter(({ fit }) => fit.median > MISFIT_ABOVE)
    .toSorted((left, right) => right.fit.median - left.fit.median);
  const counts = RULES.map((rule) => `${rule} ${kpis.filter(({ fit }) => fit.rule === rule).length}`);
  return [
    "# What the inference could not explain",
    "",
    `Written by infer-plan.ts from the months up to ${until}: ${kpis.length} KPIs, ${goals.length} goals.`,
    `Rules by which the months make the year-to-date figure: ${counts.join(", ")}.`,
    "",
    `## Misfits (${misfits.length})`,
    "",
    `No rule fits well: in the typical month the best one is off by more than ${percent(MISFIT_ABOVE)}.`,
    "",
    ...misfits.map(misfitRow),
    "",
    "## Dangling parents",
    "",
    "Their parent is not among the published KPIs; they stand directly under their agency.",
    "",
    ...kpis.flatMap(({ slug, danglingParent }) => (danglingParent ? [`- ${slug} → ${danglingParent}`] : [])),
    "",
    "## No goal",
    "",
    "Nobody says which way is better.",
    "",
    ...kpis.flatMap(({ slug, direction }) => (direction === null ? [`- ${slug}`] : [])),
    "",
  ].join("\n");
}

function misfitRow({ slug, fit }: InferredKpi): string {
  const error = `typically off by ${percent(fit.median)}, nine months in ten by at most ${percent(fit.p90)}`;
  return `- ${slug}: ${fit.rule} rule, ${error} (${fit.months} months)`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
