import { windowDates } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import type { Gap, GapKind } from "../../lookback/gap.ts";
import type { TimelineEntry } from "../../lookback/timeline.ts";
import { ownerOf, pagedId } from "../../reading/kpi-facts.ts";
import type { Lookback } from "../../reading/lookback.ts";
import { chanceInWords } from "../../words/chance.ts";
import { instantText, longDateText, periodText } from "../../words/dates.ts";
import { counted, numberText, SHARE_STYLE, valueTexts } from "../../words/numbers.ts";
import { stepText } from "../alert/history.ts";

export interface LookbackView {
  readonly title: string;
  /** Id of the KPI whose page shows the goal. */
  readonly kpi: string;
  readonly owner: string;
  readonly headline: string;
  readonly lead: string;
  readonly gaps: readonly GapRow[];
  readonly timeline: readonly TimelineRow[];
}

export interface GapRow {
  readonly name: string;
  readonly mark: "miss" | "course" | "unknown";
  readonly says: string;
  readonly words: string;
  readonly events: readonly string[];
}

export interface TimelineRow {
  readonly when: string;
  readonly words: string;
  readonly alert: string | null;
}

const NAMES: Readonly<Record<GapKind, string>> = {
  owner: "Owner",
  tracking: "Tracking",
  cadence: "Cadence",
  feedback: "Feedback",
  incentive: "Incentive",
};

/** How a goal ended, in words. */
export function lookbackView(lookback: Lookback, plan: PlanState): LookbackView {
  const { goal, kpi, gaps, timeline, timeZone } = lookback;
  return {
    title: goal.definition.title,
    kpi: pagedId(plan, kpi.id),
    owner: ownerOf(plan, goal.definition.owner).email ?? goal.definition.owner,
    headline: `${goal.definition.title}: ${headline(lookback)}`,
    lead: [...goesOn(lookback), figures(lookback), known(lookback)].join(" "),
    gaps: gaps.map(gapRow),
    timeline: timeline.map((entry) => ({
      when: instantText(entry.at, timeZone),
      words: entryText(entry, plan),
      alert: entry.alert,
    })),
  };
}

const PERCENT = 100;
/** A shortfall below this is told with a decimal, in percent. */
const WHOLE_FROM = 10;

function headline({ outcome, shortfall }: Lookback): string {
  if (outcome === "hit") return "reached";
  if (outcome === "unscored") return "not scored";
  if (shortfall === null) return "missed";
  const percent = PERCENT * shortfall;
  return `missed, ${numberText(percent, percent < WHOLE_FROM ? 1 : 0)}\u00a0% short of its target`;
}

/** What is looked back on is only a part of a goal that has another window now. */
function goesOn({ goal, goesOnTo }: Lookback): readonly string[] {
  if (goesOnTo === null) return [];
  const { from, to } = windowDates(goal.definition.window);
  const [first, last, next] = [from, to, goesOnTo].map(longDateText);
  return [`This was its window from ${first} to ${last}; the goal goes on, until ${next}.`];
}

function figures(lookback: Lookback): string {
  const { goal, kpi, actual, target, endedAt, correctedAt, timeZone, shortfall, outcome } = lookback;
  const { unit, decimals, currency } = kpi.definition;
  const style = goal.definition.measure.evaluation === "control" ? SHARE_STYLE : { unit, decimals, currency };
  const [is, wanted] = valueTexts([actual, target], style);
  const corrected = correctedAt === null ? "" : `, corrected ${instantText(correctedAt, timeZone)}`;
  const said = `It ended at ${is ?? "an unknown figure"} against ${wanted ?? "an unknown target"} (known ${instantText(endedAt, timeZone)}${corrected}).`;
  if (outcome !== "miss" || shortfall !== null) return said;
  return `${said} How far that is short in percent cannot be told: ${target === 0 ? "the target is 0" : "one of both is unknown"}.`;
}

function known({ firstBelow, raiseBelow, timeZone }: Lookback): string {
  const threshold = chanceInWords(raiseBelow);
  if (firstBelow === null) return `No chance was told below ${threshold}, where alerts are raised.`;
  const { at, periodsLeft, chance, period, backtest } = firstBelow;
  const when = `with ${periodText(period)} (known ${instantText(at, timeZone)})`;
  const early = `${counted(periodsLeft, "period")} before the due one`;
  const mark = backtest ? " That was computed later, from what could be known then." : "";
  return `The chance fell below ${threshold} ${when}, ${early}: it was ${chanceInWords(chance)}.${mark}`;
}

function gapRow({ gap, found, words, events }: Gap): GapRow {
  const name = NAMES[gap];
  if (found === null) return { name, mark: "unknown", says: "cannot be told", words, events };
  return found
    ? { name, mark: "miss", says: "▼ a gap", words, events }
    : { name, mark: "course", says: "● no gap", words, events };
}

/** One entry of the timeline in a sentence. */
function entryText(entry: TimelineEntry, plan: PlanState): string {
  const { step, period, person, chance, outcome, backtest } = entry;
  const mark = backtest ? " (backtest)" : "";
  switch (step) {
    case "owner_changed":
      return `${ownerOf(plan, person).email ?? person} became accountable.`;
    case "value_missing":
      return `The value of ${periodText(period)} was due, and never came.`;
    case "value_late":
      return `The value of ${periodText(period)} came, late.`;
    case "fell_below":
      return `The chance was below the threshold for the first time, at ${chanceInWords(chance ?? 0)} with ${periodText(period)}${mark}.`;
    case "goal_ended":
      return `The goal's outcome was known: ${outcomeText(outcome)}.`;
    case "goal_corrected":
      return `A value was corrected, and the goal was closed again: ${outcomeText(outcome)}.`;
    default:
      return `Alert: ${stepText(entry)}${mark}`;
  }
}

function outcomeText(outcome: TimelineEntry["outcome"]): string {
  return outcome === "hit" ? "reached" : outcome === "miss" ? "missed" : "not scored";
}
