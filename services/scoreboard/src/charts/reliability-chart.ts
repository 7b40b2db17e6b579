import type { Html } from "../html.ts";
import { plotLibrary } from "./plot-library.ts";
import type { ChartWords } from "./plot-svg.ts";
import { INK, plotSvg } from "./plot-svg.ts";

export interface ReliabilityPoint {
  /** Mean chance that was told, 0 to 1. */
  readonly told: number;
  /** Share of those goals that were reached, 0 to 1. */
  readonly came: number;
  readonly count: number;
  /** 90 % interval of the share, 0 to 1. */
  readonly low: number;
  readonly high: number;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** Told chance against what came; on the diagonal a chance means what it says. Dots grow with the count. */
export function reliabilityChart(words: ChartWords, points: readonly ReliabilityPoint[]): Html {
  const plot = plotLibrary();
  return plotSvg(words, (width) => ({
    height: width === "wide" ? 380 : 330,
    marginLeft: 52,
    marginRight: width === "wide" ? 300 : 12,
    marginTop: 24,
    marginBottom: 40,
    x: {
      domain: [0, 1],
      tickFormat: percent,
      ticks: 5,
      label: "chance that was told",
      labelAnchor: "center",
      labelArrow: "none",
      tickSize: 4,
    },
    y: {
      domain: [0, 1],
      tickFormat: percent,
      ticks: 5,
      label: "goals that were reached",
      labelArrow: "none",
      tickSize: 0,
    },
    r: { range: [3, 12], domain: [0, Math.max(1, ...points.map(({ count }) => count))] },
    marks: [
      plot.gridY({ stroke: INK.line, strokeOpacity: 1, ticks: 5 }),
      plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: INK.muted, strokeDasharray: "4 3" },
      ),
      plot.ruleX(points, {
        x: "told",
        y1: "low",
        y2: "high",
        stroke: INK.forecast,
        strokeOpacity: 0.6,
        strokeWidth: 1.5,
      }),
      plot.dot(points, { x: "told", y: "came", r: "count", fill: INK.forecast }),
    ],
  }));
}
