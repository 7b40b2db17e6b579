import type { CommandContext } from "../command-context.ts";
import { tableOr } from "../command-context.ts";
import { kpiStyles, styleOfGoal } from "../kpi-styles.ts";
import type { FigureStyle } from "../table.ts";
import { chance, measuredApart, percent } from "../table.ts";
import { saidLines } from "./said-lines.ts";
import type { SaidOfGoal } from "./said-lines.ts";

interface Goal extends SaidOfGoal {
  readonly goal: string;
  readonly title: string;
  readonly kind: string;
  readonly owner: string;
  readonly kpi: string;
  readonly series: string;
  readonly window_from: string;
  readonly window_to: string;
  readonly evaluation: string;
  readonly commitment: string;
  readonly progress: readonly Progress[];
  readonly assessment: Assessment | null;
  readonly closing: {
    readonly outcome: string;
    readonly actual: number | null;
    readonly target: number | null;
  } | null;
}

interface Progress {
  readonly period_label: string;
  readonly is_over: boolean;
  readonly actual: number | null;
  readonly target: number | null;
  readonly status: string;
}

interface Assessment {
  readonly period: string;
  readonly p_hit: number | null;
  readonly reach: number | null;
  readonly p_reach: number | null;
  readonly reason: string | null;
  readonly backtest: boolean;
  readonly expected_end: number | null;
  readonly low_80: number | null;
  readonly high_80: number | null;
  readonly target: number | null;
  /** The ends of the figures that meet it; null where a side is open. */
  readonly target_lower: number | null;
  readonly target_upper: number | null;
  readonly required_rate: number | null;
  readonly required_rate_reached: number | null;
  readonly required_rate_of: number | null;
  readonly last_action_period: string | null;
}

/** Figures that stand beside each other. */
type Write = (...values: readonly (number | null)[]) => readonly string[];

/** Everything about one goal. */
export async function showGoal(id: string, { api, show }: CommandContext): Promise<void> {
  const [{ body }, styles] = await Promise.all([
    api.call(`/v1/goals/${encodeURIComponent(id)}`),
    kpiStyles(api),
  ]);
  show(body, () => describe(body as Goal, styles));
}

/** A goal in words, by the style of its KPI. */
export function describe(goal: Goal, styles: ReadonlyMap<string, FigureStyle>): string {
  const write = writeBy(styleOfGoal(goal, styles));
  const { kind, owner, kpi, series, window_from, window_to, evaluation, commitment } = goal;
  return [
    goal.title,
    `${goal.goal}: ${[kind, commitment].join(", ").replaceAll("_", " ")}, owned by ${owner}`,
    `${series === "" ? kpi : `${kpi}, ${series}`} from ${window_from} to ${window_to}, judged ${evaluation.replaceAll("-", " ")}`,
    "",
    ...outcomeLines(goal, write),
    ...assessmentLines(goal.assessment, { write, writeValue: writeBy(styles.get(kpi)) }),
    ...saidLines(goal),
    "",
    tableOr(
      goal.progress,
      [
        {
          head: "period",
          of: ({ period_label, is_over }) => (is_over ? period_label : `${period_label}, so far`),
        },
        { head: "actual", of: ({ actual, target }) => write(actual, target)[0], right: true },
        { head: "target to date", of: ({ actual, target }) => write(actual, target)[1], right: true },
        { head: "status", of: ({ status }) => status.replaceAll("_", " ") },
      ],
      "There is no progress yet.",
    ),
  ].join("\n");
}

function writeBy(style: FigureStyle | undefined): Write {
  return (...values) => measuredApart(values, style).map((text) => text ?? "unknown");
}

function outcomeLines({ closing }: Goal, write: Write): readonly string[] {
  if (closing === null) return [];
  const { outcome, actual, target } = closing;
  return [`Outcome: ${outcome.replaceAll("_", " ")}, ${write(actual, target).join(" against ")}`];
}

/** What a goal must come to: one figure, or both ends of a range. */
function endsOf({
  target,
  target_lower: lower,
  target_upper: upper,
}: Assessment): readonly (number | null)[] {
  return lower === null || upper === null || lower === upper ? [target] : [lower, upper];
}

function assessmentLines(
  assessment: Assessment | null,
  { write, writeValue }: { readonly write: Write; readonly writeValue: Write },
): readonly string[] {
  if (assessment === null) return ["No forecast was made yet."];
  const { period, p_hit, reason, backtest } = assessment;
  const when = `as of ${period}${backtest ? ", a backtest" : ""}`;
  const hit = chance(p_hit);
  if (hit === null)
    return [`The chance is unknown ${when}: ${(reason ?? "no reason given").replaceAll("_", " ")}`];
  const { expected_end, low_80, high_80 } = assessment;
  const [end, ...wanted] = write(expected_end, ...endsOf(assessment));
  const aim = wanted.length > 1 ? "a range of" : "a target of";
  return [
    `Chance of reaching the target: ${hit} (${when})`,
    ...reachLine(assessment),
    `Expected end: ${end} (likely ${write(low_80)[0]} to ${write(high_80)[0]}) against ${aim} ${wanted.join(" to ")}`,
    ...whatItTakes(assessment, writeValue),
  ];
}

/** What alerts look at, where that is not the target. */
function reachLine({ reach, p_reach }: Assessment): readonly string[] {
  if (reach === null) return [];
  return [
    `Alerts look at the chance of reaching ${percent(reach)} of the way: ${chance(p_reach) ?? "unknown"}`,
  ];
}

/** The rate is one of the periods' own figures: of a figure to date, those behind it. No single one brings a figure into a range. */
function whatItTakes(assessment: Assessment, write: Write): readonly string[] {
  const { target_lower: lower, target_upper: upper } = assessment;
  const { required_rate, required_rate_reached, required_rate_of, last_action_period } = assessment;
  const reached =
    required_rate_reached === null || required_rate_of === null
      ? ""
      : `, reached ${required_rate_reached} times in ${required_rate_of} comparable stretches`;
  return [
    ...(required_rate === null || (lower !== null && upper !== null)
      ? []
      : [`In the periods' own figures it takes ${write(required_rate)[0]} a period from now on${reached}`]),
    ...(last_action_period === null ? [] : [`Last period in which action can matter: ${last_action_period}`]),
  ];
}
