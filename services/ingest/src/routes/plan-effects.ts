import { z } from "zod";
import type { PlanPreview } from "../plans/preview-plan.ts";

const count = z.int().nonnegative();
const figure = z.number().nullable();
const presence = z.enum(["appears", "disappears", "changes"]);
const goalStanding = z.object({
  period: z.string(),
  actual: figure,
  target: figure.describe("Target to date, which the status compares with"),
  progress: figure,
  status: z.enum(["on_track", "watch", "off_track", "unknown"]),
  ruleId: z.string(),
  ruleVersion: z.string(),
});
const scorecardStanding = z.object({ period: z.string(), score: figure, coverage: z.number() });
const newestValue = z.object({ period: z.string(), total: figure });

/** What a dry run says would be shown differently. */
export const planEffectsSchema = z
  .object({
    totals: z.object({
      statusChanges: count.describe("Goals whose newest status would be another one"),
      goals: count,
      scorecards: count,
      kpis: count,
    }),
    goals: z.array(
      z.object({
        goal: z.string(),
        title: z.string(),
        kpi: z.string(),
        change: presence,
        before: goalStanding.nullable(),
        after: goalStanding.nullable(),
        statusChanges: z.boolean(),
        periodsWithOtherStatus: count,
        periodsChanged: count,
      }),
    ),
    scorecards: z.array(
      z.object({
        scorecard: z.string(),
        change: presence,
        before: scorecardStanding.nullable(),
        after: scorecardStanding.nullable(),
        periodsChanged: count,
      }),
    ),
    kpis: z.array(
      z.object({
        kpi: z.string(),
        name: z.string(),
        periodsBefore: count,
        periodsAfter: count,
        noLongerCount: count.describe("Periods of which a value would no longer count"),
        countDifferently: count.describe("Other periods with another value, or a first one"),
        newestBefore: newestValue.nullable(),
        newestAfter: newestValue.nullable(),
      }),
    ),
    notWorkedOut: z
      .array(
        z.object({
          kpi: z.string(),
          goals: z.array(z.string()).describe("Goals that measure it: what becomes of them is unknown, too"),
        }),
      )
      .describe(
        "KPIs whose rows are folded anew when the plan is applied, and were too many to be folded for this answer: nothing is said of them and their goals, nor counted in the totals",
      ),
    truncated: z.boolean().describe("Whether the lists leave effects out that the totals count"),
    position: z
      .record(z.string(), z.int())
      .describe("The values below this position of the log were looked at"),
    note: z.string(),
  })
  .meta({ id: "PlanEffects" });

/** Said with every preview. */
const NOTE =
  "Chances of reaching targets (assessments) and alerts are not computed for a plan that is not applied; they follow after it is. Nor is it known what changed connectors will read.";

/** A preview as the API answers it. */
export function describeEffects(preview: PlanPreview): z.infer<typeof planEffectsSchema> {
  const { goals, scorecards, kpis, notWorkedOut, ...rest } = preview;
  const lists = { goals: [...goals], scorecards: [...scorecards], kpis: [...kpis] };
  const open = notWorkedOut.map(({ kpi, goals: ids }) => ({ kpi, goals: [...ids] }));
  return { ...rest, ...lists, notWorkedOut: open, note: NOTE };
}
