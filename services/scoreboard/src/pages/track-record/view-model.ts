import type { Moment, ScoredAssessment } from "../../reading/readings.ts";
import { chanceInWords, chanceText } from "../../words/chance.ts";
import { periodText } from "../../words/dates.ts";
import { counted, numberText } from "../../words/numbers.ts";
import type { BrierLine } from "../../charts/brier-chart.ts";
import type { Comparison, ReliabilityBin } from "./scores.ts";
import { compare, ENOUGH, mostWrong, reliability } from "./scores.ts";

const BRIER_DECIMALS = 3;
const MOST_WRONG_SHOWN = 12;
const QUARTER_ENDS: ReadonlySet<string> = new Set(["03", "06", "09"]);
const MONTHS: readonly string[] = Array.from({ length: 12 }, (_, index) =>
  String(index + 1).padStart(2, "0"),
);

export interface TrackRecordView {
  readonly headline: string;
  readonly lead: string;
  readonly facts: readonly { readonly figure: string; readonly words: string }[];
  readonly months: readonly MonthScore[];
  readonly lines: readonly BrierLine[];
  readonly bins: readonly ReliabilityBin[];
  readonly binRows: readonly (readonly string[])[];
  readonly wrong: readonly WrongRow[];
  readonly marks: string;
}

/** One row of the table: `goals`, the three scores, and what they say. */
export interface MonthScore {
  readonly name: string;
  readonly cells: readonly string[];
}

export interface WrongRow {
  readonly goal: string;
  readonly kpi: string;
  readonly name: string;
  readonly agency: string | null;
  readonly period: string;
  readonly told: string;
  readonly came: string;
  readonly backtest: boolean;
}

/** The track record in words and numbers, from every assessment whose goal's outcome is known at the moment. */
export function trackRecordView(scored: readonly ScoredAssessment[], moment: Moment): TrackRecordView {
  const byMonth = MONTHS.map((month) => ({
    month,
    score: compare(scored.filter(({ period }) => period.slice(5) === month)),
  })).filter((one): one is { month: string; score: Comparison } => one.score !== null);
  const whole = compare(scored);
  const quarters = compare(scored.filter(({ period }) => QUARTER_ENDS.has(period.slice(5))));
  const bins = reliability(scored);
  return {
    headline: headline(whole, moment),
    lead: "A flag is worth what it turned out to be. Every chance is compared with what became of its goal; the plain red and green status is judged on the very same goals, once as it stands and once as the chance that earlier goals of that colour had.",
    facts: whole === null ? [] : facts(scored, whole),
    months: [
      ...byMonth.map(({ month, score }) =>
        monthScore(periodText(`2000-${month}`).split(" ")[0] ?? month, score),
      ),
      ...(quarters === null ? [] : [monthScore("March, June, September", quarters)]),
      ...(whole === null ? [] : [monthScore("All months", whole)]),
    ],
    lines: brierLines(byMonth.filter(({ score }) => score.count >= ENOUGH)),
    bins: bins.filter(({ count }) => count >= ENOUGH),
    binRows: bins.map(binRow),
    wrong: mostWrong(scored, MOST_WRONG_SHOWN).map(wrongRow),
    marks: marks(scored),
  };
}

function headline(whole: Comparison | null, moment: Moment): string {
  if (whole === null) return `No goal has both a chance and an outcome by ${periodText(moment.period)} yet.`;
  if (whole.count < ENOUGH)
    return `Too few to say: ${counted(whole.count, "assessment")} with an outcome so far.`;
  return `The chances were ${against(whole.chance, whole.hard)} than red and green, and ${against(whole.chance, whole.calibrated)} than red and green read as a chance.`;
}

function against(chance: number, rule: number): string {
  if (rule === 0) return chance === 0 ? "as right" : "more wrong";
  const less = Math.round((1 - chance / rule) * 100);
  if (less === 0) return "as wrong";
  return less > 0 ? `${less}\u00a0% less wrong` : `${-less}\u00a0% more wrong`;
}

function facts(scored: readonly ScoredAssessment[], whole: Comparison): TrackRecordView["facts"] {
  const goals = new Set(scored.map(({ goal }) => goal)).size;
  return [
    { figure: score(whole.chance), words: "Brier score of the chances (0 is best)" },
    { figure: score(whole.hard), words: "of red and green as they stand" },
    { figure: score(whole.calibrated), words: "of red and green as a chance" },
    {
      figure: numberText(whole.count, 0),
      words: `assessments of ${counted(whole.goals, "goal")} compared; ${counted(scored.length, "assessment")} of ${counted(goals, "goal")} have an outcome`,
    },
  ];
}

function score(value: number): string {
  return numberText(value, BRIER_DECIMALS);
}

function monthScore(name: string, one: Comparison): MonthScore {
  const few = one.count < ENOUGH;
  return {
    name,
    cells: [
      numberText(one.count, 0),
      ...(few
        ? ["too few to say", "–", "–", "–", "–"]
        : [
            score(one.chance),
            score(one.hard),
            score(one.calibrated),
            ratio(one.chance, one.hard),
            ratio(one.chance, one.calibrated),
          ]),
    ],
  };
}

function ratio(chance: number, rule: number): string {
  return rule === 0 ? "–" : numberText(chance / rule, 2);
}

function brierLines(months: readonly { month: string; score: Comparison }[]): readonly BrierLine[] {
  const line = (of: (one: Comparison) => number): BrierLine["scores"] =>
    months.map(({ month, score: one }) => ({ month, score: of(one) }));
  return [
    { name: "red/green as it stands", ink: "miss", scores: line(({ hard }) => hard) },
    { name: "red/green as a chance", ink: "muted", scores: line(({ calibrated }) => calibrated) },
    { name: "chance", ink: "forecast", scores: line(({ chance }) => chance) },
  ];
}

function binRow({ from, to, count, told, came, low, high }: ReliabilityBin): readonly string[] {
  const span = `${Math.round(from * 100)} to ${Math.round(to * 100)} %`;
  const few = count < ENOUGH;
  return [
    span,
    numberText(count, 0),
    chanceText(told),
    few ? "too few to say" : `${Math.round(came * 100)} %`,
    few ? "–" : `${Math.round(low * 100)} – ${Math.round(high * 100)} %`,
  ];
}

function wrongRow({ goal, kpi, agency, period, chance, hit, backtest }: ScoredAssessment): WrongRow {
  return {
    goal,
    kpi: kpi.id,
    name: kpi.name,
    agency,
    period,
    told: `${chanceInWords(chance)} in ${periodText(period)}`,
    came: hit ? "reached" : "missed",
    backtest,
  };
}

function marks(scored: readonly ScoredAssessment[]): string {
  const backtests = scored.filter(({ backtest }) => backtest).length;
  if (scored.length === 0) return "";
  if (backtests === scored.length)
    return "All of them are backtests: computed later for their moment, from nothing but what could be known then.";
  return `${numberText(backtests, 0)} of them are backtests, computed later for their moment from nothing but what could be known then; ${numberText(scored.length - backtests, 0)} were told at the time.`;
}
