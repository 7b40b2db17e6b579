import type { AlertOption } from "../../reading/alert-options.ts";
import type { KpiFacts } from "../../reading/readings.ts";
import { chanceInWords } from "../../words/chance.ts";
import { longDateText, periodText } from "../../words/dates.ts";
import { counted, valueText } from "../../words/numbers.ts";

/** What is said of options besides what they hold. */
export interface OptionContext {
  /** The KPI that the goal measures. */
  readonly kpi: KpiFacts;
  /** Title of a goal. */
  readonly titleOf: (goal: string) => string;
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
      return dateWords(option, kpi);
    case "target":
      return targetWords(option, kpi);
    case "child":
      return childWords(option, context);
  }
}

function paceWords(
  { value, reached, reached_of: of, until_period: until }: AlertOption,
  kpi: KpiFacts,
): OptionWords {
  const least = kpi.direction === "decrease" ? "at most " : "";
  const rate = value === null ? "unknown" : valueText(value, kpi.style);
  const past =
    reached === null || of === null || of === 0
      ? `There are no earlier ${kpi.grain}s to compare with.`
      : `${reached === 0 ? "Not once" : counted(reached, "time")} in the last ${counted(of, kpi.grain)}.`;
  const last =
    until === null ? "" : ` The best earlier ${kpi.grain}s would still do from ${periodText(until)} on.`;
  return { what: `Bring ${least}${rate} a ${kpi.grain} until it is due`, effect: `${past}${last}` };
}

function dateWords(option: AlertOption, kpi: KpiFacts): OptionWords {
  const { due_on: dueOn, due_on_now: now, reason, tried_to: triedTo } = option;
  if (dueOn !== null)
    return {
      what: `Give it until ${longDateText(dueOn)} instead of ${longDateText(now)}`,
      effect: oddsWords(option),
    };
  const what = "Give it more time";
  if (reason === "starts_again")
    return { what, effect: `${kpi.name} starts again each year: a later date is next year's goal.` };
  const until = triedTo === null ? "later date" : `later date up to ${longDateText(triedTo)}`;
  return { what, effect: `No ${until} brings the chance above ${chanceInWords(option.clear_above ?? 0)}.` };
}

function targetWords(option: AlertOption, { judged }: KpiFacts): OptionWords {
  const { value, target_now: now, reason } = option;
  const text = (figure: number | null): string =>
    figure === null ? "an unknown target" : valueText(figure, judged.style);
  if (value !== null)
    return { what: `Aim for ${text(value)} instead of ${text(now)}`, effect: oddsWords(option) };
  const effect =
    reason === "two_sided"
      ? "It must lie in a range: no target on one side is easier."
      : `No other target brings the chance above ${chanceInWords(option.clear_above ?? 0)}.`;
  return { what: "Aim for another target", effect };
}

function childWords(
  { child, p_hit: chance, share, weight }: AlertOption,
  { titleOf }: OptionContext,
): OptionWords {
  const what = `Look at “${titleOf(child ?? "")}”`;
  if (chance === null) return { what, effect: "Its own chance cannot be told." };
  const part =
    share === null ? "" : ` ${Math.round(100 * share)} % of the risk of the goals below comes from it`;
  const weighs = weight === null || weight === 1 ? "" : `, which weighs ${weight}`;
  return {
    what,
    effect: `Its own chance is ${chanceInWords(chance)}.${part === "" ? "" : `${part}${weighs}.`}`,
  };
}

/** What a decision would change. */
function oddsWords({ p_hit: chance, p_hit_now: now, change }: AlertOption): string {
  const points = Math.round(100 * (change ?? 0));
  const more = points === 0 ? "" : `, ${Math.abs(points)} points ${points > 0 ? "more" : "less"}`;
  return `The chance of reaching it is ${chanceInWords(chance ?? 0)} then instead of ${chanceInWords(now ?? 0)}${more}.`;
}
