import type { CommandContext } from "../command-context.ts";
import { tableOr } from "../command-context.ts";
import { kpiStyles, styleOfGoal } from "../kpi-styles.ts";
import type { FigureStyle } from "../table.ts";
import { chance, measuredApart, table } from "../table.ts";

interface Lookback {
  readonly goal: string;
  readonly kpi: string;
  readonly window_from: string;
  readonly window_to: string;
  readonly goes_on_to: string | null;
  readonly outcome: string;
  readonly actual: number | null;
  readonly target: number | null;
  readonly shortfall_percent: number | null;
  readonly raise_below: number;
  readonly first_below: {
    readonly date: string;
    readonly period: string;
    readonly periods_left: number;
    readonly p_hit: number;
  } | null;
  readonly timeline: readonly {
    readonly at: string;
    readonly what: string;
    readonly event: string | null;
    readonly period: string | null;
    readonly person: string | null;
  }[];
  readonly gaps: readonly {
    readonly gap: string;
    readonly found: boolean | null;
    readonly words: string;
    readonly events: readonly string[];
  }[];
}

/** What became of a goal that ended, when it could be known, and what was missing. */
export async function showLookback(id: string, { api, show }: CommandContext): Promise<void> {
  const path = `/v1/goals/${encodeURIComponent(id)}`;
  const [{ body }, { body: goal }, styles] = await Promise.all([
    api.call(`${path}/lookback`),
    api.call(path),
    kpiStyles(api),
  ]);
  const { evaluation } = goal as { readonly evaluation: string };
  const lookback = body as Lookback;
  show(body, () => wordsOf(lookback, styleOfGoal({ kpi: lookback.kpi, evaluation }, styles)));
}

function wordsOf(lookback: Lookback, style: FigureStyle | undefined): string {
  const { goal, outcome, actual, target, shortfall_percent: short, gaps, timeline } = lookback;
  const figures = measuredApart([actual, target], style).map((text) => text ?? "unknown");
  const missing = short === null ? "the shortfall cannot be told in percent" : `${short} % short`;
  const head = `${goal}: ${outcome}, ${figures.join(" against ")}${outcome === "miss" ? `, ${missing}` : ""}`;
  const happened = table(timeline, [
    { head: "when", of: ({ at }) => at.slice(0, 10) },
    { head: "what", of: ({ what }) => what.replaceAll("_", " ") },
    { head: "period", of: ({ period }) => period ?? "–" },
    { head: "person", of: ({ person }) => person ?? "nobody" },
    { head: "event", of: ({ event }) => event },
  ]);
  const rules = tableOr(
    gaps,
    [
      { head: "gap", of: ({ gap }) => gap },
      { head: "found", of: ({ found }) => (found === null ? "cannot be told" : found ? "yes" : "no") },
      { head: "why", of: ({ words }) => words },
    ],
    "It was not missed.",
  );
  const evidence = gaps.flatMap(({ gap, events }) => events.map((event) => `${gap}: ${event}`));
  return [head, ...goesOn(lookback), firstBelow(lookback), "", happened, "", rules, ...evidence].join("\n");
}

function goesOn({ window_from: from, window_to: to, goes_on_to: goesOnTo }: Lookback): readonly string[] {
  if (goesOnTo === null) return [];
  return [`This was its window from ${from} to ${to}; the goal goes on, until ${goesOnTo}.`];
}

function firstBelow({ first_below: first, raise_below: threshold }: Lookback): string {
  if (first === null) return `No chance was told below ${chance(threshold)}.`;
  const { date, period, periods_left: left, p_hit: pHit } = first;
  return `The chance fell below ${chance(threshold)} on ${date} (with ${period}, ${left} periods before the end), to ${chance(pHit)}.`;
}
