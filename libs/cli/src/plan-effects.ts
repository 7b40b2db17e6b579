import { tableOr } from "./command-context.ts";
import { figure, percent } from "./table.ts";

interface Standing {
  readonly period: string;
  readonly actual: number | null;
  readonly target: number | null;
  readonly progress: number | null;
  readonly status: string;
}

interface GoalEffect {
  readonly goal: string;
  readonly title: string;
  readonly change: "appears" | "disappears" | "changes";
  readonly before: Standing | null;
  readonly after: Standing | null;
  readonly statusChanges: boolean;
  readonly periodsWithOtherStatus: number;
  readonly periodsChanged: number;
}

interface CardStanding {
  readonly period: string;
  readonly score: number | null;
}

interface CardEffect {
  readonly scorecard: string;
  readonly change: GoalEffect["change"];
  readonly before: CardStanding | null;
  readonly after: CardStanding | null;
}

interface KpiEffect {
  readonly kpi: string;
  readonly periodsBefore: number;
  readonly periodsAfter: number;
  readonly noLongerCount: number;
  readonly countDifferently: number;
  readonly newestBefore: { readonly period: string } | null;
  readonly newestAfter: { readonly period: string } | null;
}

/** What a dry run says would be shown differently, as the API answers it. */
export interface PlanEffects {
  readonly totals: Readonly<Record<"statusChanges" | "goals" | "scorecards" | "kpis", number>>;
  readonly goals: readonly GoalEffect[];
  readonly scorecards: readonly CardEffect[];
  readonly kpis: readonly KpiEffect[];
  /** KPIs whose rows applying folds anew, and that the preview does not know. */
  readonly notWorkedOut: readonly { readonly kpi: string; readonly goals: readonly string[] }[];
  readonly truncated: boolean;
  readonly note: string;
}

/** Whether a goal's newest status changes, or may: one that is not known is none that stays. */
export function mayChangeStatus({
  totals,
  notWorkedOut,
}: Pick<PlanEffects, "totals" | "notWorkedOut">): boolean {
  return totals.statusChanges > 0 || notWorkedOut.length > 0;
}

/** Effects for somebody who reviews a plan: the statuses that change come first, in words. */
export function describeEffects(effects: PlanEffects): string {
  const { goals, scorecards, kpis, totals, notWorkedOut } = effects;
  const turned = goals.filter(({ statusChanges }) => statusChanges);
  const moved = goals.filter(({ statusChanges }) => !statusChanges);
  return [
    openSection(notWorkedOut),
    section(
      statusHead(totals.statusChanges, notWorkedOut.length > 0),
      turned.map(statusLine),
      totals.statusChanges,
    ),
    section(
      "Goals with other figures and the same status:",
      moved.map(figureLine),
      totals.goals - totals.statusChanges,
    ),
    section("Scorecards:", scorecards.map(cardLine), totals.scorecards),
    totals.kpis === 0
      ? []
      : ["Values of KPIs, in periods:", kpiTable(kpis), ...left(kpis.length, totals.kpis), ""],
    [effects.note],
  ]
    .flat()
    .join("\n");
}

/** What is not known comes before anything that is. */
function openSection(open: PlanEffects["notWorkedOut"]): readonly string[] {
  if (open.length === 0) return [];
  const lines = open.map(
    ({ kpi, goals }) => `  ${kpi}${goals.length === 0 ? "" : `, measured by ${goals.join(", ")}`}`,
  );
  return [
    "Not worked out: rows of these KPIs are folded anew when the plan is applied, and there are too many to fold them here.",
    "Their values, and the statuses of their goals, may change:",
    ...lines,
    "",
  ];
}

function statusHead(count: number, isOpen: boolean): string {
  if (count === 0) return isOpen ? "No other status would change." : "No status would change.";
  return count === 1 ? "1 goal would change its status:" : `${count} goals would change their status:`;
}

function section(head: string, lines: readonly string[], total: number): readonly string[] {
  if (total === 0) return head.endsWith(":") ? [] : [head, ""];
  return [head, ...lines.map((line) => `  ${line}`), ...left(lines.length, total), ""];
}

function left(shown: number, total: number): readonly string[] {
  return total > shown ? [`  … and ${total - shown} more, which the answer leaves out`] : [];
}

/** `Deliver on time (otd-2026): on track → off track in 2026-09; actual 0.94, target 0.93 → 0.95; 3 periods`. */
function statusLine(effect: GoalEffect): string {
  const { before, after, change, periodsWithOtherStatus: periods } = effect;
  const statuses = `${statusWords(before)} → ${change === "disappears" ? "no goal any more" : statusWords(after)}`;
  const parts = [`${statuses}${periodWords(before, after)}`, ...figures(before, after)];
  if (periods > 1) parts.push(`another status in ${periods} periods`);
  return `${effect.title} (${effect.goal}): ${parts.join("; ")}`;
}

function figureLine(effect: GoalEffect): string {
  const { before, after, change, periodsChanged: periods } = effect;
  const what = change === "changes" ? [] : [change];
  const parts = [...what, ...figures(before, after)];
  if (change === "changes") parts.push(`${periods} ${periods === 1 ? "period" : "periods"} changed`);
  return `${effect.title} (${effect.goal})${periodWords(before, after)}: ${parts.join("; ")}`;
}

function statusWords(standing: Standing | null): string {
  return standing === null ? "unknown" : standing.status.replaceAll("_", " ");
}

function periodWords(before: Standing | null, after: Standing | null): string {
  const [was, is] = [before?.period, after?.period];
  if (was === undefined && is === undefined) return "";
  if (was === is || was === undefined || is === undefined) return ` in ${was ?? is}`;
  return ` (${was}, then ${is})`;
}

function figures(before: Standing | null, after: Standing | null): readonly string[] {
  const pairs = [
    ["actual", before?.actual, after?.actual, figure],
    ["target", before?.target, after?.target, figure],
    ["progress", before?.progress, after?.progress, percent],
  ] as const;
  return pairs.flatMap(([name, was, is, words]) => {
    const [left_, right] = [words(was) ?? "unknown", words(is) ?? "unknown"];
    if (left_ === right) return left_ === "unknown" ? [] : [`${name} ${left_}`];
    return [`${name} ${left_} → ${right}`];
  });
}

function cardLine({ scorecard, change, before, after }: CardEffect): string {
  const what = change === "changes" ? "" : ` ${change};`;
  const [was, is] = [figure(before?.score) ?? "unknown", figure(after?.score) ?? "unknown"];
  const period = after?.period ?? before?.period;
  return `${scorecard}:${what} score ${was} → ${is}${period === undefined ? "" : ` in ${period}`}`;
}

function kpiTable(kpis: readonly KpiEffect[]): string {
  return tableOr(
    kpis,
    [
      { head: "KPI", of: ({ kpi }) => kpi },
      { head: "count no longer", of: ({ noLongerCount }) => noLongerCount, right: true },
      { head: "count differently", of: ({ countDifferently }) => countDifferently, right: true },
      { head: "before", of: ({ periodsBefore }) => periodsBefore, right: true },
      { head: "after", of: ({ periodsAfter }) => periodsAfter, right: true },
      { head: "newest before", of: ({ newestBefore }) => newestBefore?.period ?? "none" },
      { head: "newest after", of: ({ newestAfter }) => newestAfter?.period ?? "none" },
    ],
    "",
  );
}
