import type { Judged } from "../../reading/judged.ts";
import type { GoalReading, GoalStanding, Moment } from "../../reading/readings.ts";
import { chanceNumber, chanceText, pointsChanged, sideOf } from "../../words/chance.ts";
import type { Side } from "../../words/chance.ts";
import { bare, rangeText, tellingStyle, unitWords, valueTexts } from "../../words/numbers.ts";
import { lacksPeriod, periodName, shortPeriod } from "../../words/dates.ts";
import { silenceText } from "../../words/silence.ts";
import { overrideLine, sureLine } from "../judgement/check-in-words.ts";
import { whatItTakes } from "./what-it-takes.ts";

/** The group a goal stands in: by its chance, how it ended, or that nothing can be said. */
export type Group = Side | "missed" | "reached" | "unknown";

/** Words and numbers of one goal's line; null where there is nothing to say. */
export interface GoalLine {
  readonly goal: string;
  readonly kpi: string;
  /** The KPI's name, and what tells the goal from the KPI's other ones. */
  readonly name: string;
  /** As in the goal's identity. */
  readonly apart: string | null;
  readonly agency: string | null;
  readonly owner: string;
  readonly group: Group;
  /** 0 to 1; null: unknown. */
  readonly chance: number | null;
  /** `40`, `<1`, `>99`, without the percent sign. */
  readonly chanceNumber: string | null;
  /** Whole points against what was told before; null when not known or not worth saying. */
  readonly points: number | null;
  /** `August: >99 %`, for the change's words. */
  readonly was: string | null;
  readonly actual: string | null;
  /** Said once a line; null where the numbers say it themselves. */
  readonly unit: string | null;
  readonly targetToDate: string | null;
  /** The plain rule beside the chance. */
  readonly status: "ahead" | "behind" | null;
  /** Said only when the figure is older than the page: `last figure July 2014`. */
  readonly stale: string | null;
  /** Up to when the figure reaches: `to Sep`; null without any figure. */
  readonly upTo: string | null;
  readonly expected: string | null;
  readonly interval: string | null;
  /** With the sign of what is wanted: `≥ 98.0 %`. */
  readonly target: string | null;
  readonly takes: string;
  /** What somebody said of it last; null: nobody did. */
  readonly said: string | null;
}

/** Says one goal at a moment in words and numbers. */
export function goalLine(reading: GoalReading, moment: Moment): GoalLine {
  const { kpi, assessment, before, toDate } = reading;
  const chance = chanceOf(reading);
  const end = reading.closing ?? assessment;
  const dueTarget = end?.target ?? null;
  const style = bare(tellingStyle([], { style: kpi.judged.style, target: dueTarget }));
  const [actual = null, targetToDate = null] = valueTexts([toDate.actual, toDate.target], style);
  const expectedEnd = reading.closing === null ? (assessment?.expectedEnd ?? null) : null;
  const [expected = null, target = null] = valueTexts([expectedEnd, dueTarget], style);
  return {
    goal: reading.goal,
    kpi: kpi.id,
    name: goalName(kpi.name, reading.apart),
    apart: reading.apart,
    agency: kpi.agency?.name ?? null,
    owner: reading.owner.email ?? reading.owner.name,
    group: groupOf(reading),
    chance,
    chanceNumber: chance === null ? null : chanceNumber(chance),
    points: pointsChanged(chance, before?.pHit ?? null),
    was: beforeText(reading),
    actual,
    unit: kpi.judged.ofPeriods ? "periods that met their target" : unitWords(kpi.style),
    targetToDate,
    status: statusWord(reading.status),
    stale: staleText(reading, moment),
    upTo: upToText(reading),
    expected,
    interval: intervalText(reading),
    target: target === null || dueTarget === null ? null : wantedText(kpi.judged, dueTarget, target),
    takes: whatItTakes(reading, moment),
    said: saidText(reading, moment),
  };
}

/** A KPI's name, with what tells one of its goals from the others. */
export function goalName(kpi: string, apart: string | null): string {
  return apart === null ? kpi : `${kpi}: ${apart}`;
}

function saidText({ checkIns, override, closing }: GoalReading, { timeZone }: Moment): string | null {
  if (closing !== null) return null;
  const [newest] = checkIns;
  const said = newest === undefined ? [] : [sureLine(newest, timeZone)];
  const texts =
    override === null || override.withdrawn !== null ? said : [...said, overrideLine(override, timeZone)];
  return texts.length === 0 ? null : texts.join(". ");
}

/** The chance of a goal that has not ended, 0 to 1; null: none is told. */
export function chanceOf({ closing, assessment }: GoalStanding): number | null {
  return closing === null ? (assessment?.pHit ?? null) : null;
}

/** The group a goal belongs to at a moment. */
export function groupOf({ closing, assessment }: GoalStanding): Group {
  if (closing !== null) {
    if (closing.outcome === "unscored") return "unknown";
    return closing.outcome === "hit" ? "reached" : "missed";
  }
  const chance = assessment?.pHit ?? null;
  return chance === null ? "unknown" : sideOf(chance);
}

/** `≥` where more is better, `≤` where less is, `=` where the target itself is wanted; a range from end to end. */
function wantedText({ direction, tolerance, style }: Judged, due: number, target: string): string {
  if (direction !== "maintain") return `${direction === "decrease" ? "≤" : "≥"} ${target}`;
  return tolerance === 0 ? `= ${target}` : rangeText(due - tolerance, due + tolerance, bare(style));
}

function statusWord(status: GoalReading["status"]): GoalLine["status"] {
  if (status === "unknown") return null;
  return status === "on_track" ? "ahead" : "behind";
}

function beforeText({ before }: GoalReading): string | null {
  if (before === null || before.pHit === null) return null;
  return `${periodName(before.period)}: ${chanceText(before.pHit)}`;
}

function staleText(reading: GoalReading, moment: Moment): string | null {
  return lacksPeriod(reading.lastPeriod, reading.kpi.grain, moment.period) ? silenceText(reading) : null;
}

/** A figure of a period that is not over is none that the goal is judged by. */
function upToText({ lastPeriod, period }: GoalReading): string | null {
  if (lastPeriod === null) return null;
  const isAhead = period !== null && period.length === lastPeriod.length && period < lastPeriod;
  return `to ${shortPeriod(isAhead ? period : lastPeriod)}`;
}

function intervalText({ assessment, closing, kpi }: GoalReading): string | null {
  if (closing !== null || assessment === null) return null;
  const { low80, high80 } = assessment;
  return low80 === null || high80 === null ? null : rangeText(low80, high80, bare(kpi.judged.style));
}
