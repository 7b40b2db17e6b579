import type * as Plot from "@observablehq/plot";
import type { Html } from "../html.ts";
import type { FanStep, PeriodFigure } from "../reading/readings.ts";
import type { NumberStyle } from "../words/numbers.ts";
import { numberText } from "../words/numbers.ts";
import { dayText, periodOf, shortPeriod } from "../words/dates.ts";
import { held, valueRange } from "./value-range.ts";
import { plotLibrary } from "./plot-library.ts";
import type { ChartWidth, ChartWords } from "./plot-svg.ts";
import { INK, drawnOnce, plotSvg } from "./plot-svg.ts";

export interface MonthlyChart {
  readonly words: ChartWords;
  readonly figures: readonly PeriodFigure[];
  readonly fan: readonly FanStep[];
  readonly style: NumberStyle;
}

interface Point {
  readonly at: Date;
  readonly value: number;
}

const HEIGHTS = { wide: 300, narrow: 240 } as const;
const MARGINS = { marginLeft: 52, marginRight: 14, marginTop: 18, marginBottom: 26 } as const;
/** Over so many days an axis names days, over so many each month, and years beyond. */
const DAYS_BY_DAY = 62;
const DAYS_BY_MONTH = 400;
const DAY_MS = 86_400_000;
const TICKS = 5;
const MOST_DECIMALS = 6;
const SHORT_NUMBER_FROM = 100_000;

/** Actuals as a line, targets as steps, the forecast as a fan of 80 and 95 %. */
export const monthlyChart: (chart: MonthlyChart) => Html = drawnOnce(({ words, figures, fan, style }) => {
  const range = rangeOf(figures, fan);
  const actuals = points(figures, ({ actual }) => actual);
  const targets = points(figures, ({ target }) => target);
  const last = actuals.at(-1);
  const spread =
    last === undefined || fan.length === 0
      ? []
      : [startOf(last), ...fan.map(spreadOf)].map((one) => inside(one, range));
  const axisStyle = { ...style, decimals: axisDecimals(range, style) };
  const axis = axisOf([...figures, ...fan].map(({ period }) => dateOf(period)));
  const plot = plotLibrary();
  return plotSvg(words, (width) => ({
    height: HEIGHTS[width],
    ...MARGINS,
    x: {
      type: "utc",
      ticks: axis.ticks,
      tickFormat: (date: Date) => axis.text(date, width),
      label: null,
      tickSize: 4,
    },
    y: {
      ...(range === null ? {} : { domain: [range.low, range.high] }),
      grid: false,
      ticks: TICKS,
      tickSize: 0,
      label: null,
      tickFormat: (value: number) => axisText(value, axisStyle),
      nice: true,
    },
    marks: [
      plot.gridY({ stroke: INK.line, strokeOpacity: 1, ticks: TICKS }),
      plot.areaY(spread, { x: "at", y1: "low95", y2: "high95", fill: INK.fan, fillOpacity: 0.22 }),
      plot.areaY(spread, { x: "at", y1: "low80", y2: "high80", fill: INK.fan, fillOpacity: 0.4 }),
      plot.lineY(targets, { x: "at", y: "value", curve: "step", stroke: INK.muted, strokeDasharray: "4 3" }),
      plot.lineY(actuals, { x: "at", y: "value", stroke: INK.text, strokeWidth: 1.6, z: "run" }),
      plot.dot(actuals, { x: "at", y: "value", fill: INK.text, r: width === "wide" ? 2 : 1.4 }),
      plot.lineY(spread, { x: "at", y: "median", stroke: INK.forecast, strokeWidth: 1.6 }),
      ...directLabels({ targets, spread, style }),
    ],
  }));
});

interface Labelled {
  readonly targets: readonly Point[];
  readonly spread: readonly Spread[];
  readonly style: NumberStyle;
}

function directLabels({ targets, spread, style }: Labelled): Plot.Markish[] {
  const plot = plotLibrary();
  const target = targets.at(0);
  const end = spread.at(-1);
  const halo = { stroke: INK.ground, strokeWidth: 4, fontSize: 11 } as const;
  return [
    ...(target === undefined
      ? []
      : [
          plot.text([target], {
            x: "at",
            y: "value",
            text: () => "target",
            dy: -8,
            textAnchor: "start",
            fill: INK.muted,
            ...halo,
          }),
        ]),
    ...(end === undefined
      ? []
      : [
          plot.text([end], {
            x: "at",
            y: "median",
            text: () => axisText(end.median, style),
            dx: -2,
            dy: -9,
            textAnchor: "end",
            fill: INK.forecast,
            ...halo,
          }),
        ]),
  ];
}

interface Spread {
  readonly at: Date;
  readonly median: number;
  readonly low80: number;
  readonly high80: number;
  readonly low95: number;
  readonly high95: number;
}

function startOf({ at, value }: Point): Spread {
  return { at, median: value, low80: value, high80: value, low95: value, high95: value };
}

/** What the picture cannot hold ends at its edge. */
function inside(spread: Spread, range: ReturnType<typeof valueRange> | null): Spread {
  if (range === null) return spread;
  return {
    at: spread.at,
    median: held(spread.median, range),
    low80: held(spread.low80, range),
    high80: held(spread.high80, range),
    low95: held(spread.low95, range),
    high95: held(spread.high95, range),
  };
}

function spreadOf({ period, median, low80, high80, low95, high95 }: FanStep): Spread {
  return { at: dateOf(period), median, low80, high80, low95, high95 };
}

/** Known points; a gap starts a new run of the line. */
function points(
  figures: readonly PeriodFigure[],
  valueOf: (figure: PeriodFigure) => number | null,
): readonly (Point & { readonly run: number })[] {
  let run = 0;
  return figures.flatMap((figure) => {
    const value = valueOf(figure);
    if (value !== null) return [{ at: dateOf(figure.period), value, run }];
    run += 1;
    return [];
  });
}

function rangeOf(
  figures: readonly PeriodFigure[],
  fan: readonly FanStep[],
): ReturnType<typeof valueRange> | null {
  const known = figures.flatMap(({ actual, target }) => [actual, target]).filter((value) => value !== null);
  const steps = fan.flatMap(({ low95, high95 }) => [low95, high95]);
  // A single value has no span: the chart finds its own.
  return new Set(known).size < 2 ? null : valueRange(known, steps);
}

interface DateAxis {
  /** A calendar unit, or about how many. */
  readonly ticks: "year" | "month" | number;
  readonly text: (date: Date, width: ChartWidth) => string;
}

function axisOf(dates: readonly Date[]): DateAxis {
  const times = dates.map((date) => date.getTime());
  const days = (Math.max(...times) - Math.min(...times)) / DAY_MS;
  if (days <= DAYS_BY_DAY) return { ticks: 5, text: (date) => dayText(date.toISOString().slice(0, 10)) };
  if (days <= DAYS_BY_MONTH) return { ticks: "month", text: monthTick };
  return { ticks: "year", text: (date) => String(date.getUTCFullYear()) };
}

function monthTick(date: Date, width: ChartWidth): string {
  const name = shortPeriod(date.toISOString().slice(0, 7));
  return width === "wide" ? name : name.slice(0, 1);
}

/** The first date of a period places it on an axis. */
function dateOf(label: string): Date {
  return new Date(`${periodOf(label)?.start ?? label}T00:00:00Z`);
}

/** An axis of five ticks tells them apart. */
function axisDecimals(range: ReturnType<typeof rangeOf>, { decimals }: NumberStyle): number {
  const step = range === null ? 1 : (range.high - range.low) / TICKS;
  return Math.max(decimals, step > 0 ? Math.min(MOST_DECIMALS, Math.ceil(-Math.log10(step))) : 0);
}

/** A number as an axis can hold it: `12.4M` rather than eight digits. */
function axisText(value: number, style: NumberStyle): string {
  if (Math.abs(value) >= SHORT_NUMBER_FROM) {
    return new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 }).format(value);
  }
  const percent = style.unit === "percent" ? " %" : "";
  return `${numberText(value, style.decimals).replace(/\.0+$/, "")}${percent}`;
}
