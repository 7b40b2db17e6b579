import { ENOUGH_OUTCOMES } from "@milepost/scoring";
import { coverageOf, isEnough, mostWrong, scoresOf } from "../../accuracy/scores.ts";
import type { Scores, Way } from "../../accuracy/scores.ts";
import { horizonsOf } from "../../accuracy/horizons.ts";
import { judgedOf } from "../../accuracy/judged.ts";
import type { Judged } from "../../accuracy/judged.ts";
import type { ReliabilityBin } from "../../accuracy/reliability.ts";
import { reliability } from "../../accuracy/reliability.ts";
import type { BrierLine } from "../../charts/brier-chart.ts";
import type { Moment, ScoredAssessment, TrackRecord } from "../../reading/readings.ts";
import { chanceInWords } from "../../words/chance.ts";
import { periodText } from "../../words/dates.ts";
import { counted, numberText } from "../../words/numbers.ts";
import { alertRows } from "./alert-rows.ts";
import { brierLines, horizonName, scoreRow } from "./horizon-rows.ts";
import type { ScoreRow } from "./horizon-rows.ts";
import { binRow } from "./reliability-rows.ts";
import { coverageWords, earlyFacts } from "./said-beside.ts";
import type { Fact } from "./said-beside.ts";
import { scoreText, TOO_FEW } from "../../words/scores.ts";

const MOST_WRONG_SHOWN = 12;
const QUARTER_ENDS: ReadonlySet<string> = new Set(["03", "06", "09"]);

export interface TrackRecordView {
  readonly headline: string;
  readonly lead: string;
  readonly facts: readonly Fact[];
  readonly horizons: readonly ScoreRow[];
  readonly lines: readonly BrierLine[];
  readonly bins: readonly ReliabilityBin[];
  readonly binRows: readonly (readonly string[])[];
  /** The same of each horizon with enough outcomes. */
  readonly binsByHorizon: readonly { readonly name: string; readonly rows: readonly (readonly string[])[] }[];
  /** How often the end lay within the intervals; null: nothing was told of an end that is known. */
  readonly coverage: string | null;
  readonly early: readonly Fact[];
  /** The same by model version, kind of goal and owner. */
  readonly earlyRows: readonly (readonly string[])[];
  readonly wrong: readonly WrongRow[];
  readonly marks: readonly string[];
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
export function trackRecordView(record: TrackRecord, moment: Moment): TrackRecordView {
  const judged = judgedOf(record);
  const { scored } = judged;
  const horizons = horizonsOf(scored);
  const whole = scoresOf(scored);
  const rows = horizons.map((horizon) => ({ horizon, scores: scoresOf(horizon.scored) as Scores }));
  const enough = rows.filter(({ scores }) => isEnough(scores));
  const bins = reliability(scored);
  return {
    headline: headline(whole, moment),
    lead: "A flag is worth what it turned out to be. Every chance is compared with what became of its goal, and with four other ways of telling the same: the plain red and green status as it stands, that status as the chance that earlier goals of its colour had, linear pace (a straight line from start to target), and always saying the base rate, the share of these goals that was reached in the end.",
    facts: whole === null || !isEnough(whole) ? [] : facts(whole),
    horizons: [
      ...rows.map(({ horizon, scores }) => scoreRow(horizonName(horizon), scores)),
      ...pooled(scored, "March, June, September", QUARTER_ENDS),
      ...(whole === null ? [] : [scoreRow("All horizons", whole)]),
    ],
    lines: brierLines(enough),
    bins: bins.filter(isEnough),
    binRows: bins.map((bin) => binRow(bin, isEnough(bin))),
    binsByHorizon: enough.map(({ horizon }) => ({
      name: horizonName(horizon),
      rows: reliability(horizon.scored).map((bin) => binRow(bin, true)),
    })),
    coverage: coverageWords(coverageOf(scored)),
    early: earlyFacts(record),
    earlyRows: alertRows(record.ended),
    wrong: mostWrong(scored, MOST_WRONG_SHOWN).map(wrongRow),
    marks: marks(judged),
  };
}

function headline(whole: Scores | null, moment: Moment): string {
  if (whole === null) return `No goal has both a chance and an outcome by ${periodText(moment.period)} yet.`;
  if (!isEnough(whole))
    return `Too few to say: ${counted(whole.goals, "goal")} with a chance and an outcome so far, and it takes ${ENOUGH_OUTCOMES}.`;
  const { hard, calibrated, pace, baseRate } = whole.ways;
  const against = [
    wordsAgainst(hard, "than red and green"),
    wordsAgainst(calibrated, "than red and green read as a chance"),
    wordsAgainst(pace, "than linear pace"),
  ].flatMap((words) => words ?? []);
  const said = against.length > 0 ? against : [wordsAgainst(baseRate, "than the base rate") ?? ""];
  const [last = ""] = said.slice(-1);
  const first = said.slice(0, -1).join(", ");
  return `The chances were ${first === "" ? last : `${first}, and ${last}`}.`;
}

/** Null: nothing to compare with, or too little. */
function wordsAgainst(way: Way | null, than: string): string | null {
  if (way === null || !isEnough(way)) return null;
  if (way.brier === 0)
    return way.chance === 0 ? `as right ${than.replace("than", "as")}` : `more wrong ${than}`;
  const less = Math.round((1 - way.chance / way.brier) * 100);
  if (less === 0) return `as wrong ${than.replace("than", "as")}`;
  return less > 0 ? `${less}\u00a0% less wrong ${than}` : `${-less}\u00a0% more wrong ${than}`;
}

function pooled(
  scored: readonly ScoredAssessment[],
  name: string,
  months: ReadonlySet<string>,
): readonly ScoreRow[] {
  const scores = scoresOf(scored.filter(({ period }) => period.length === 7 && months.has(period.slice(5))));
  return scores === null ? [] : [scoreRow(name, scores)];
}

function facts({ chance, ways, reached, count, goals }: Scores): readonly Fact[] {
  const of = (way: Way | null, words: string): readonly Fact[] => {
    if (way === null) return [];
    const same =
      way.count === count ? "" : `, where it says anything; the chances had ${scoreText(way.chance)} there`;
    return [
      {
        figure: isEnough(way) ? scoreText(way.brier) : TOO_FEW,
        words: `${words}${isEnough(way) ? same : ""}`,
      },
    ];
  };
  return [
    { figure: scoreText(chance), words: "Brier score of the chances (0 is best)" },
    ...of(ways.hard, "of red and green as they stand"),
    ...of(ways.calibrated, "of red and green as a chance"),
    ...of(ways.pace, "of linear pace"),
    ...of(ways.baseRate, `of always saying ${Math.round(reached * 100)}\u00a0%, the base rate`),
    { figure: numberText(goals, 0), words: `goals with an outcome, ${counted(count, "assessment")} judged` },
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

function marks({ model, scored, others }: Judged): readonly string[] {
  const of = model === null ? "" : ` of the model ${model.name}, version ${model.version}`;
  const judged =
    scored.length === 0
      ? []
      : [`Judged: ${counted(scored.length, "assessment")}${of}. ${backtestWords(scored)}`];
  const left = others.map(
    ({ name, version, count }) =>
      `Not judged: ${counted(count, "assessment")} of ${name}, version ${version}, which no longer tells chances.`,
  );
  return [...judged, ...left];
}

function backtestWords(scored: readonly ScoredAssessment[]): string {
  const backtests = scored.filter(({ backtest }) => backtest).length;
  if (backtests === scored.length)
    return "All of them are backtests: computed later for their moment, from nothing but what could be known then.";
  return `${numberText(backtests, 0)} of them are backtests, computed later for their moment from nothing but what could be known then; ${numberText(scored.length - backtests, 0)} were told at the time.`;
}
