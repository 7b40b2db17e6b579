import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { tableOr } from "../command-context.ts";
import { kpiStyles, styleOfGoal } from "../kpi-styles.ts";
import type { Column, FigureStyle } from "../table.ts";
import { chance, measuredApart, unitOf } from "../table.ts";
import { registerCheckIn } from "./check-in.ts";
import { showGoal } from "./goal.ts";
import { registerOverride } from "./override.ts";
import { registerWithdraw } from "./withdraw.ts";
import { showLookback } from "./lookback.ts";
import { listStaleGoals } from "./stale-goals.ts";

/** `milepost goals [id]`, `milepost goals checkin`, `milepost goals override`, `milepost goals withdraw`. */
export function registerGoals(program: Command, context: () => CommandContext): void {
  const goals = program
    .command("goals")
    .description("the open goals, the least likely first; or everything about one")
    .argument("[id]", "goal id")
    .option("--owner <person>", "only those of this person")
    .option("--kpi <kpi>", "only those that measure this KPI")
    .option("--as-of <month>", "chances as of this month; only goals that were assessed then")
    .option("--all", "also goals that have ended or whose window is over", false)
    .option("--lookback", "of one goal that ended: how, when it could be known, and what was missing", false)
    .option("--stale", "those that nothing has come in about for longer than their cadence and grace", false)
    .action(async (id: string | undefined, options: GoalOptions) => {
      if (id === undefined && options.stale) await listStaleGoals(options.owner, context());
      else if (id === undefined) await listGoals(options, context());
      else await (options.lookback ? showLookback : showGoal)(id, context());
    });
  registerCheckIn(goals, context);
  registerOverride(goals, context);
  registerWithdraw(goals, context);
}

interface GoalOptions {
  readonly owner?: string;
  readonly kpi?: string;
  readonly asOf?: string;
  readonly all: boolean;
  readonly lookback: boolean;
  readonly stale: boolean;
}

interface Goal {
  readonly goal: string;
  readonly owner: string;
  readonly kpi: string;
  readonly evaluation: string;
  readonly window_to: string;
  /** What became of it; null: it is not closed. */
  readonly outcome: "hit" | "miss" | "unscored" | null;
  readonly assessment: Assessment | null;
}

interface Assessment {
  readonly as_of: string;
  readonly p_hit: number | null;
  readonly reason: string | null;
  readonly actual: number | null;
  readonly target_to_date: number | null;
  readonly target: number | null;
  readonly expected_end: number | null;
  readonly rule_status: string;
}

interface ReasonedGoal {
  readonly assessment: Pick<Assessment, "reason"> | null;
}

async function listGoals(
  { asOf, all, owner, kpi }: GoalOptions,
  { api, show, say }: CommandContext,
): Promise<void> {
  const [goals, made, styles] = await Promise.all([
    api.list("/v1/goals", { owner, kpi, limit: "1000" }),
    api.list("/v1/assessments", { asOf: asOf ?? "now", limit: "1000" }),
    kpiStyles(api),
  ]);
  const assessments = made as unknown as readonly AssessmentOf[];
  const { items, left } = goalsToList(goals as unknown as readonly Goal[], assessments, { asOf, all });
  show({ items, next: null }, () => tableOr(items, goalColumns(styles), "There are no such goals."));
  if (left > 0) say(`${left.toLocaleString("en")} goals are over; --all shows them too.`);
}

type AssessmentOf = Assessment & { readonly goal: string };

interface GoalList {
  readonly items: readonly Goal[];
  /** How many goals that are over were left out. */
  readonly left: number;
}

/**
 * The open goals, or all, the least likely first. A goal that has ended has no chance any more, whatever was said last. Of a
 * month those that were assessed then: what became of them since says nothing of how they stood.
 */
export function goalsToList(
  goals: readonly Omit<Goal, "assessment">[],
  assessments: readonly AssessmentOf[],
  { asOf, all }: { readonly asOf?: string | undefined; readonly all: boolean },
): GoalList {
  const byGoal = new Map(assessments.map((one) => [one.goal, one]));
  const isEnded = ({ outcome }: Pick<Goal, "outcome">): boolean => asOf === undefined && outcome !== null;
  const known = goals
    .map((goal) => ({ ...goal, assessment: isEnded(goal) ? null : (byGoal.get(goal.goal) ?? null) }))
    .filter(({ assessment }) => asOf === undefined || assessment !== null);
  const today = assessments
    .map((one) => one.as_of.slice(0, 10))
    .toSorted()
    .at(-1);
  const isOpen = (goal: Goal): boolean =>
    !isEnded(goal) && (goal.assessment !== null || today === undefined || goal.window_to >= today);
  const items = known.filter((goal) => all || isOpen(goal)).toSorted(leastLikelyFirst);
  return { items, left: known.length - items.length };
}

function leastLikelyFirst(one: Goal, other: Goal): number {
  const [left, right] = [one, other].map(({ assessment }) => assessment?.p_hit ?? 2);
  return (left ?? 2) - (right ?? 2) || (one.goal < other.goal ? -1 : 1);
}

type Figure = "actual" | "target_to_date" | "target" | "expected_end";
/** What a figure is held against: the rule's status compares what is there with what should be by now. */
const BESIDE: Readonly<Record<Figure, Figure>> = {
  actual: "target_to_date",
  target_to_date: "actual",
  target: "expected_end",
  expected_end: "target",
};

/** Columns of a list of goals, by the style of their KPIs. */
export function goalColumns(styles: ReadonlyMap<string, FigureStyle>): readonly Column<Goal>[] {
  const figure = (name: Figure) => (goal: Goal) => {
    const values = [goal.assessment?.[name], goal.assessment?.[BESIDE[name]]];
    return measuredApart(values, numberOnly(styleOfGoal(goal, styles)))[0] ?? "–";
  };
  return [
    { head: "chance", of: (goal) => chance(goal.assessment?.p_hit) ?? whyNot(goal), right: true },
    { head: "goal", of: ({ goal }) => goal },
    { head: "owner", of: ({ owner }) => owner },
    { head: "until", of: (goal) => goal.window_to },
    { head: "actual", of: figure("actual"), right: true },
    { head: "target to date", of: figure("target_to_date"), right: true },
    { head: "red/green rule", of: ({ assessment }) => assessment?.rule_status.replaceAll("_", " ") ?? "–" },
    { head: "expected end", of: figure("expected_end"), right: true },
    { head: "target at the end", of: figure("target"), right: true },
    { head: "unit", of: (goal) => unitText(styleOfGoal(goal, styles)) },
  ];
}

/** The unit has a column of its own: some are long. */
function numberOnly(style: FigureStyle | undefined): FigureStyle | undefined {
  return style === undefined ? undefined : { ...style, currency: null, unit: "number" };
}

function unitText(style: FigureStyle | undefined): string {
  return style === undefined ? "–" : unitOf(style);
}

/** Why a goal has no chance, in words. */
export function whyNot({ assessment, outcome }: Pick<Goal, "outcome"> & ReasonedGoal): string {
  if (assessment === null) return outcome === null ? "not assessed" : `closed ${outcome}`;
  return assessment.reason === null ? "unknown" : `unknown: ${assessment.reason.replaceAll("_", " ")}`;
}
