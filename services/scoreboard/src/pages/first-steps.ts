import type { PlanState } from "@milepost/plan";
import type { Html } from "../html.ts";
import { html } from "../html.ts";
import type { PageParts } from "./page-parts.ts";

/** Part of the plan file that a page cannot do without. */
type PlanPart = "goals" | "scorecards" | "people";

/** Whether nothing is measured yet: then every page has the same to say. */
export function isUnplanned({ kpis, goals }: PlanState): boolean {
  return kpis.size === 0 && goals.size === 0;
}

/** The content of a page of a deployment without a plan: what to do first; a demo has its own, after a moment. */
export function firstSteps({ demo }: Pick<PageParts, "demo">): Html {
  if (demo !== null)
    return html`<h1>The demo's plan is being applied.</h1>
      <p>Look again in a moment.</p>`;
  return html`<h1>There is no plan yet.</h1>
    <p class="lead">
      The plan says what is measured, who owns which goal, and where the numbers come from: until it is
      applied there is nothing to show.
    </p>
    <p>
      Write it as <code>plan.yaml</code>, copied from <code>infra/embedded/demo/example</code>, and apply it:
      <code>npx milepost apply plan.yaml</code>
    </p>
    <p>
      Then let the numbers in: <code>npx milepost connectors run</code> with a connector of the plan, or
      <code>npx milepost push values.ndjson</code>. The README tells it step by step under “Your own KPIs in
      five minutes”; programs find the same in the <a href="/docs">API</a>.
    </p>`;
}

/** What to do where the plan lacks a part; nothing where it has it. */
export function addToPlan(plan: PlanState, part: PlanPart): Html | null {
  if (plan[part].size > 0) return null;
  return html`<p>
    The plan has no ${part} yet: write them under <code>${part}</code> in the plan file, as
    <code>infra/embedded/demo/example/plan.yaml</code> does, and apply it again:
    <code>npx milepost apply plan.yaml</code>
  </p>`;
}
