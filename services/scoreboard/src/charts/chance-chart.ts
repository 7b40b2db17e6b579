import type { Html } from "../html.ts";
import { chanceNumber, sideOf } from "../words/chance.ts";
import { shortPeriod } from "../words/dates.ts";
import { plotLibrary } from "./plot-library.ts";
import type { ChartWords } from "./plot-svg.ts";
import { INK, drawnOnce, plotSvg } from "./plot-svg.ts";

export interface SeenChance {
  readonly period: string;
  /** 0 to 1; null: not assessed. */
  readonly chance: number | null;
  /** Computed later for that moment, from what could be known then. */
  readonly backtest: boolean;
}

export interface ChanceChart {
  readonly words: ChartWords;
  readonly seen: readonly SeenChance[];
  /** Alerts are raised below this chance; null: no rule. */
  readonly raiseBelow: number | null;
}

const HEIGHTS = { wide: 170, narrow: 150 } as const;

/** One bar a month: the chance as it was seen then; backtests are hollow. */
export const chanceChart: (chart: ChanceChart) => Html = drawnOnce(({ words, seen, raiseBelow }) => {
  const plot = plotLibrary();
  const told = seen.flatMap((one) =>
    one.chance === null ? [] : [{ ...one, chance: one.chance, ink: INK[sideOf(one.chance)] }],
  );
  return plotSvg(words, (width) => ({
    height: HEIGHTS[width],
    marginLeft: 4,
    marginRight: width === "wide" ? 150 : 4,
    marginTop: 20,
    marginBottom: 24,
    x: {
      type: "band",
      domain: seen.map(({ period }) => period),
      tickFormat: shortPeriod,
      label: null,
      tickSize: 0,
      padding: 0.25,
    },
    y: { domain: [0, 1], axis: null },
    marks: [
      plot.ruleY([0], { stroke: INK.line }),
      plot.barY(told, {
        x: "period",
        y: "chance",
        fill: "ink",
        stroke: "ink",
        fillOpacity: (one: SeenChance) => (one.backtest ? 0.25 : 1),
        strokeWidth: 1.2,
        insetBottom: 0.5,
      }),
      plot.text(told, {
        x: "period",
        y: "chance",
        text: ({ chance }: { chance: number }) => `${chanceNumber(chance)}${width === "wide" ? " %" : ""}`,
        dy: -8,
        fill: INK.text,
        fontSize: 11,
      }),
      ...(raiseBelow === null
        ? []
        : [plot.ruleY([raiseBelow], { stroke: INK.muted, strokeDasharray: "4 3" })]),
      ...(raiseBelow === null || width === "narrow"
        ? []
        : [
            plot.text([raiseBelow], {
              y: (value: number) => value,
              frameAnchor: "right",
              dx: 146,
              text: () => `alert below ${chanceNumber(raiseBelow)} %, twice`,
              textAnchor: "end",
              fill: INK.muted,
              fontSize: 11,
            }),
          ]),
    ],
  }));
});
