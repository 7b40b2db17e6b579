import type { AlertOption } from "../../reading/alert-options.ts";
import type { KpiFacts } from "../../reading/readings.ts";
import { chanceInWords } from "../../words/chance.ts";
import { instantText, longDateText, periodText } from "../../words/dates.ts";
import type { NumberStyle } from "../../words/numbers.ts";
import { counted, valueText } from "../../words/numbers.ts";
import { alreadySafe, beyondText, outOfBounds, rateToHold } from "../at-risk/what-it-takes.ts";

/** What is said of options besides what they hold. */
export interface OptionContext {
  /** The KPI that the goal measures. */
  readonly kpi: KpiFacts;
  /** The name of the KPI whose figures of each period make up the goal's: of a figure to date the one behind it. */
  readonly moved: string;
  /** Title of a goal. */
  readonly titleOf: (goal: string) => string;
  /** A KPI that leads; null: the plan has it no more. */
  readonly leadOf: (kpi: string) => Pick<KpiFacts, "name" | "style"> | null;
  /** The share of the way to the target that the alert is about; null: the target. */
  readonly reach: number | null;
}

/** An option as a person reads it: what to do, and what would come of it. */
export interface OptionWords {
  readonly what: string;
  readonly effect: string;
}

/** Puts an option in words; of what there is none, why. */
export function optionWords(option: AlertOption, context: OptionContext): OptionWords {
  const { kpi } = context;
  switch (option.kind) {
    case "pace":
      return paceWords(option, kpi);
    case "date":
      return dateWords(option, context);
    case "target":
      return targetWords(option, context);
    case "child":
      return childWords(option, context);
    case "lead":
      return leadWords(option, context);
  }
}

function paceWords(
  { value, reached, reached_of: of, until_period: until, is_past: isPast, p_hit_now: chance }: AlertOption,
  kpi: KpiFacts,
): OptionWords {
  const least = kpi.direction === "decrease" ? "at most " : "";
  const rate = value === null ? "unknown" : rateToHold(kpi, value, kpi.style);
  if (value !== null && alreadySafe(kpi, value))
    return { what: "Keep going", effect: `Any figure of a ${kpi.grain} keeps it.` };
  if (value !== null && outOfBounds(kpi, value)) {
    const beyond = beyondText(kpi, { rate: value, style: kpi.style, span: "", chance: chance ?? 0 });
    return { what: "Bring more in what is left", effect: `${sentenceStart(beyond)}.` };
  }
  const past =
    reached === null || of === null || of === 0
      ? `There are no earlier ${kpi.grain}s to compare with.`
      : `${reached === 0 ? "Not reached once" : `Reached ${counted(reached, "time")}`} in the last ${counted(of, kpi.grain)}.`;
  const held =
    until === null
      ? ""
      : isPast
        ? ` The best earlier ${kpi.grain}s reached it only if held from ${periodText(until)} on, and that is over.`
        : ` The best earlier ${kpi.grain}s, held from ${periodText(until)} on, would still reach it.`;
  return { what: `Bring ${least}${rate} a ${kpi.grain} until it is due`, effect: `${past}${held}` };
}

function dateWords(option: AlertOption, { kpi, reach }: OptionContext): OptionWords {
  const { due_on: dueOn, due_on_now: now, reason, tried_to: triedTo } = option;
  if (dueOn !== null)
    return {
      what: `Give it until ${longDateText(dueOn)} instead of ${longDateText(now)}`,
      effect: oddsWords(option, reach),
    };
  const what = "Give it more time";
  if (reason === "starts_again")
    return { what, effect: `${kpi.name} starts again each year: a later date is next year's goal.` };
  const until = triedTo === null ? "later date" : `later date up to ${longDateText(triedTo)}`;
  return { what, effect: noneWords(until, option) };
}

function targetWords(option: AlertOption, { kpi: { judged }, reach }: OptionContext): OptionWords {
  const { value, target_now: now, reason } = option;
  const text = (figure: number | null): string =>
    figure === null ? "an unknown target" : valueText(figure, judged.style);
  if (value !== null)
    return { what: `Aim for ${text(value)} instead of ${text(now)}`, effect: oddsWords(option, reach) };
  const effect =
    reason === "two_sided"
      ? "It must lie in a range: no target on one side is easier."
      : noneWords("other target", option);
  return { what: "Aim for another target", effect };
}

/** Why nothing of a kind helps, whatever was tried. */
function noneWords(tried: string, { reason, clear_above: clearAbove }: AlertOption): string {
  return reason === "gains_little"
    ? `No ${tried} helps: none makes the chance better by 5 points or more.`
    : `No ${tried} brings the chance above ${chanceInWords(clearAbove ?? 0)}.`;
}

function childWords(
  { child, p_hit: chance, share, weight }: AlertOption,
  { titleOf }: OptionContext,
): OptionWords {
  const what = `Look at “${titleOf(child ?? "")}”`;
  if (chance === null) return { what, effect: "Its own chance cannot be told." };
  const part =
    share === null
      ? ""
      : ` ${sentenceStart(chanceInWords(share))} of the risk of the goals below comes from it`;
  const weighs = weight === null || weight === 1 ? "" : `, which weighs ${weight}`;
  return {
    what,
    effect: `Its own chance is ${chanceInWords(chance)}.${part === "" ? "" : `${part}${weighs}.`}`,
  };
}

/** By how much a lead would have to stand otherwise than it will, and what is taken for granted by that. */
function leadWords(option: AlertOption, { kpi, moved, leadOf, reach }: OptionContext): OptionWords {
  const { lead, value, level, lag, from_period: from } = option;
  // What was taken on in time is under way.
  const isPast = option.is_past && option.decision === null;
  const known = leadOf(lead ?? "");
  const name = known?.name ?? lead ?? "";
  const figure = (one: number | null): string =>
    one === null ? "unknown" : known === null ? String(one) : valueText(one, known.style);
  const isMore = (value ?? 0) > 0;
  const size = value === null ? "unknown" : differenceText(Math.abs(value), known?.style ?? null);
  const when = from === null ? "" : `, from ${periodText(from)} on`;
  const effect = `“${moved}” follows ${counted(lag ?? 0, kpi.grain)} later. ${oddsWords(option, reach)}${unsureWords(option)} That takes for granted that the one moves the other as it did so far.`;
  return {
    effect: isPast && from !== null ? `Too late: ${periodText(from)} has begun.` : effect,
    what: `Bring “${name}” to ${size} ${isMore ? "more" : "less"} than it would otherwise be${when} (it last stood at ${figure(level)})`,
  };
}

/** Between which chances the one lies for four of five slopes that may be; nothing where they are the same in words. */
function unsureWords({ p_hit_low: low, p_hit_high: high }: AlertOption): string {
  if (low === null || high === null || chanceInWords(low) === chanceInWords(high)) return "";
  return ` How much the one moves the other is not sure: it may as well be between ${chanceInWords(low)} and ${chanceInWords(high)}.`;
}

/** How far one figure is from another: percent of percent would be taken for a part of it. */
function differenceText(size: number, style: NumberStyle | null): string {
  if (style === null) return String(size);
  const isPercent = style.unit === "percent" || style.unit === "%";
  return valueText(size, isPercent ? { ...style, unit: "percentage-points" } : style);
}

function sentenceStart(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** How an alert that was decided on ended. */
export interface Ended {
  readonly outcome: "hit" | "miss" | "unscored" | null;
  readonly nameOf: (person: string) => string;
  readonly timeZone: string;
}

/** What was decided, whether it was followed, and what came of it; null: nobody decided. */
export function decisionWords(option: AlertOption, { outcome, nameOf, timeZone }: Ended): string | null {
  const { kind, decision, decided_by: by, decided_at: at, decline_reason: reason } = option;
  if (decision === null || at === null) return null;
  const who = `by ${nameOf(by ?? "")} on ${instantText(Date.parse(at), timeZone)}`;
  const end = outcome === null ? "" : ` The goal was ${OUTCOMES[outcome]}.`;
  if (decision === "declined") return `Declined ${who}${reason === null ? "" : `: “${reason}”`}.${end}`;
  const taken = kind === "lead" ? `Accepted ${who}, who answers for it.` : `Accepted ${who}.`;
  return `${taken} ${followedWords(option)}${end}`;
}

/** Of a lead that was taken on and comes up again: what is asked for here is not known to be asked for beside that. */
export function takenWords(taken: AlertOption, { nameOf, timeZone }: Ended): string {
  const { decided_by: by, decided_at: at } = taken;
  const when = at === null ? "" : ` on ${instantText(Date.parse(at), timeZone)}`;
  return `${nameOf(by ?? "")} took it on${when}: the forecast, and so this, knows of that only once the figures show it.`;
}

/** Whether what was accepted was put into the plan. */
function followedWords({ kind, in_plan: inPlan, line }: AlertOption): string {
  if (kind === "lead")
    return inPlan === true ? "A goal of the plan measures it." : "No goal of the plan measures it yet.";
  return inPlan === true ? "The plan says so now." : `The plan does not say so: ${line ?? ""}.`;
}

/** Between two chances of which none is 0 or 1 there are fewer than a hundred points. */
const MOST_POINTS = 99;
const OUTCOMES = { hit: "reached", miss: "missed", unscored: "not scored" } as const;

/** What a decision would change. */
function oddsWords({ p_hit: chance, p_hit_now: now, change }: AlertOption, reach: number | null): string {
  const aim = reach === null ? "reaching it" : `coming ${Math.round(100 * reach)} % of the way to it`;
  const points = Math.max(-MOST_POINTS, Math.min(MOST_POINTS, Math.round(100 * (change ?? 0))));
  const more = points === 0 ? "" : `, ${Math.abs(points)} points ${points > 0 ? "more" : "less"}`;
  return `The chance of ${aim} is ${chanceInWords(chance ?? 0)} then instead of ${chanceInWords(now ?? 0)}${more}.`;
}
