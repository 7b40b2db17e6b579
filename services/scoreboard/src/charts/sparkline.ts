import type { GoalReading, PeriodFigure } from "../reading/readings.ts";
import { held, valueRange } from "./value-range.ts";
import { shiftPeriod } from "@milepost/contracts";
import { periodOf, periodText } from "../words/dates.ts";
import { counted, valueText } from "../words/numbers.ts";

/** A sparkline's parts as SVG path data in a box of `SPARKLINE_WIDTH` × `SPARKLINE_HEIGHT`; empty parts are absent. */
export interface Sparkline {
  readonly actual: string;
  readonly target: string;
  readonly fan: string;
  readonly median: string;
  /** Where each new year begins. */
  readonly years: string;
  /** What it shows, in words. */
  readonly title: string;
}

export const SPARKLINE_WIDTH = 150;
export const SPARKLINE_HEIGHT = 40;
/** What a sparkline shows, in periods of its KPI. */
export const PERIODS_SHOWN = 24;
const EDGE = 2;

interface Point {
  readonly period: string;
  readonly value: number | null;
}
type Place = readonly [x: number, y: number];

/** Draws the last 24 periods with their target steps, and the forecast fan (80 %) to the due period; null without data. */
export function sparkline(reading: GoalReading): Sparkline | null {
  const months = monthsShown(reading);
  const fan = reading.closing === null ? reading.fan : [];
  const known = months.flatMap(({ actual }) => (actual === null ? [] : [actual]));
  if (known.length === 0) return null;
  const periods = [...months.map(({ period }) => period), ...fan.map(({ period }) => period)];
  const targets = months.flatMap(({ target }) => (target === null ? [] : [target]));
  const steps = fan.flatMap(({ low80, high80 }) => [low80, high80]);
  const range = valueRange([...known, ...targets], steps);
  const place = placing(periods, range);
  const actual = months.map(({ period, actual: value }) => ({ period, value }));
  const now = actual.findLast(({ value }) => value !== null);
  const start = now === undefined || fan.length === 0 ? [] : [now];
  return {
    actual: linePath(actual, place),
    target: stepPath(months, place),
    fan: fanPath([...start.map(({ period, value }) => asPoint(period, value)), ...fan], place),
    median: linePath([...start, ...fan.map(({ period, median }) => ({ period, value: median }))], place),
    years: yearPath(periods, place),
    title: titleOf(reading, known),
  };
}

function monthsShown({ months }: GoalReading): readonly PeriodFigure[] {
  const last = periodOf(months.at(-1)?.period ?? "");
  if (last === undefined) return [];
  const byPeriod = new Map(months.map((month) => [month.period, month]));
  return Array.from({ length: PERIODS_SHOWN }, (_, index) => {
    const period = shiftPeriod(last, index + 1 - PERIODS_SHOWN).label;
    return byPeriod.get(period) ?? { period, actual: null, target: null };
  });
}

function asPoint(period: string, value: number | null): { period: string; low80: number; high80: number } {
  return { period, low80: value ?? 0, high80: value ?? 0 };
}

type Placing = (period: string, value: number) => Place;

function placing(periods: readonly string[], range: ReturnType<typeof valueRange>): Placing {
  const { low, high } = range;
  const index = new Map(periods.map((period, position) => [period, position]));
  const step = (SPARKLINE_WIDTH - 2 * EDGE) / Math.max(1, periods.length - 1);
  const scale = high === low ? 0 : (SPARKLINE_HEIGHT - 2 * EDGE) / (high - low);
  const middle = high === low ? SPARKLINE_HEIGHT / 2 : SPARKLINE_HEIGHT - EDGE;
  return (period, value) => [
    Math.round(EDGE + (index.get(period) ?? 0) * step),
    Math.round(middle - (held(value, range) - low) * scale),
  ];
}

function linePath(points: readonly Point[], place: Placing): string {
  const runs: Place[][] = [[]];
  for (const { period, value } of points) {
    if (value === null) runs.push([]);
    else runs.at(-1)?.push(place(period, value));
  }
  return runs
    .filter((run) => run.length > 0)
    .map((run) => (run.length === 1 ? `${pathOf(run)}h.1` : pathOf(run)))
    .join("");
}

/** Steps halfway between periods; absolute moves where the target is unknown. */
function stepPath(months: readonly PeriodFigure[], place: Placing): string {
  let path = "";
  let before: Place | null = null;
  for (const { period, target } of months) {
    if (target === null) {
      before = null;
      continue;
    }
    const [x, y] = place(period, target);
    if (before === null) path += `M${x} ${y}`;
    else if (before[1] === y) path += `H${x}`;
    else path += `V${y}H${x}`;
    before = [x, y];
  }
  return path.replaceAll(/(?:H\d+)+(?=H)/g, "");
}

function fanPath(
  steps: readonly { period: string; low80: number; high80: number }[],
  place: Placing,
): string {
  if (steps.length < 2) return "";
  const lower = steps.map(({ period, low80 }) => place(period, low80));
  const upper = steps.map(({ period, high80 }) => place(period, high80));
  return `${pathOf([...lower, ...upper.toReversed()])}z`;
}

function yearPath(periods: readonly string[], place: Placing): string {
  return periods
    .filter((period, index) => index > 0 && yearIn(period) !== yearIn(periods[index - 1] ?? ""))
    .map((period) => `M${place(period, 0)[0]} 0v${SPARKLINE_HEIGHT}`)
    .join("");
}

function yearIn(period: string): string {
  return period.slice(0, 4);
}

/** Absolute start, then relative lines: the shortest way to write a path. */
function pathOf(places: readonly Place[]): string {
  const [first, ...rest] = places;
  if (first === undefined) return "";
  let [x, y] = first;
  let path = `M${x} ${y}`;
  if (rest.length > 0) path += "l";
  for (const [nextX, nextY] of rest) {
    const dy = nextY - y;
    path += `${path.endsWith("l") ? "" : " "}${nextX - x}${dy < 0 ? "" : " "}${dy}`;
    [x, y] = [nextX, nextY];
  }
  return path;
}

function titleOf({ kpi, months }: GoalReading, known: readonly number[]): string {
  const until = periodText(months.at(-1)?.period ?? "");
  const low = valueText(Math.min(...known), kpi.style);
  const high = valueText(Math.max(...known), kpi.style);
  return `${counted(PERIODS_SHOWN, kpi.grain)} to ${until}: from ${low} to ${high}`;
}
