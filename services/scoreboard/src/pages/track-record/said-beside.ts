import { howEarly } from "../../accuracy/how-early.ts";
import type { HowEarly, Share } from "../../accuracy/how-early.ts";
import { isEnough } from "../../accuracy/scores.ts";
import type { Coverage } from "../../accuracy/scores.ts";
import type { EndedGoal, TrackRecord } from "../../reading/readings.ts";
import { counted, numberText } from "../../words/numbers.ts";
import { shareText, TOO_FEW } from "../../words/scores.ts";

/** A figure and what it is. */
export interface Fact {
  readonly figure: string;
  readonly words: string;
}

/** How often the end lay within the intervals, and what that means; null without any. */
export function coverageWords(coverage: Coverage | null): string | null {
  if (coverage === null) return null;
  const { count, goals, within80, within95 } = coverage;
  const of = `${counted(count, "assessment")} of ${counted(goals, "goal")}`;
  if (!isEnough(coverage)) return `Too few to say: ${of} so far.`;
  return `The end lay in the 80\u00a0% interval ${shareText(within80)} of the time and in the 95\u00a0% interval ${shareText(within95)}, in ${of}. ${verdict(within80, within95)}`;
}

/** Shares this far from what an interval promises are as promised, in either direction. */
const AS_PROMISED = 0.03;

function verdict(within80: number, within95: number): string {
  const off = [within80 - 0.8, within95 - 0.95];
  if (off.some((one) => one < -AS_PROMISED)) return "Less often than promised: the intervals are too narrow.";
  if (off.some((one) => one > AS_PROMISED))
    return "More often than promised: the intervals are wider than they need be.";
  return "That is what they promise.";
}

/** How right and how early alerts were; nothing while no goal has ended that could have been alerted. */
export function earlyFacts({ ended, undecided }: Pick<TrackRecord, "ended" | "undecided">): readonly Fact[] {
  const waiting = undecided === 0 ? [] : [undecidedFact(undecided)];
  return ended.length === 0 ? waiting : [...decidedFacts(ended), ...waiting];
}

function undecidedFact(undecided: number): Fact {
  const goals = counted(undecided, "goal");
  return {
    figure: "not decided yet",
    words: `whether ${goals} that ended ${undecided === 1 ? "was" : "were"} alerted: alerts wait until the whole past is assessed`,
  };
}

function decidedFacts(ended: readonly EndedGoal[]): readonly Fact[] {
  const { precision, recall, lead } = howEarly(ended);
  return [
    {
      figure: shareFigure(precision),
      words: `of the ${counted(precision?.goals ?? 0, "goal")} that were alerted did miss (precision)${ofAll(ended)}`,
    },
    {
      figure: shareFigure(recall),
      words: `of the ${counted(recall?.goals ?? 0, "miss", "misses")} were alerted before their due period (recall)`,
    },
    { figure: leadFigure(lead), words: leadWords(lead) },
  ];
}

/** What an alert for everybody would have been right about. */
function ofAll(ended: readonly EndedGoal[]): string {
  const goals = ended.length;
  if (!isEnough({ goals })) return "";
  return `; of all ${numberText(goals, 0)} goals ${shareText(ended.filter(({ hit }) => !hit).length / goals)} did`;
}

/** A share, where there are enough goals to say it. */
export function shareFigure(share: Share | null): string {
  return share !== null && isEnough(share) ? shareText(share.share) : TOO_FEW;
}

/** A lead, where there are enough goals to say it. */
export function leadFigure(lead: HowEarly["lead"]): string {
  if (lead === null || !isEnough(lead)) return TOO_FEW;
  const decimals = Number.isInteger(lead.median) ? 0 : 1;
  const unit = lead.grain ?? "period";
  return `${numberText(lead.median, decimals)} ${lead.median === 1 ? unit : `${unit}s`}`;
}

function leadWords(lead: HowEarly["lead"]): string {
  const of = counted(lead?.goals ?? 0, "miss", "misses");
  return `from the first alert to the due period, in the median of the ${of} that were alerted`;
}
