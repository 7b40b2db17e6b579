import * as Plot from "@observablehq/plot";
import type { Html } from "../html.ts";
import type { ChartWords } from "./plot-svg.ts";
import { INK, plotSvg } from "./plot-svg.ts";

/** One line of the chart: a Brier score a horizon (0 is best), in order; horizons without a score are left out. */
export interface BrierLine {
  readonly name: string;
  readonly ink: "forecast" | "miss" | "doubt" | "course" | "muted";
  readonly scores: readonly { readonly at: string; readonly score: number }[];
}

/** Letters of a name are so high on the drawing, of which the scores take so much, in pixels. */
const NAME_PX = 14;
const SCORES_PX = 220;

/** How wrong each way of telling was, horizon by horizon up to the goals' due period; names stand at the lines. */
export function brierChart(words: ChartWords, lines: readonly BrierLine[]): Html {
  const flat = lines.flatMap(({ name, ink, scores }) =>
    scores.map((one) => ({ ...one, name, ink: INK[ink] })),
  );
  const horizons =
    lines
      .map(({ scores }) => scores.map(({ at }) => at))
      .toSorted((left, right) => right.length - left.length)[0] ?? [];
  const top = Math.max(0.1, ...flat.map(({ score }) => score));
  const names = apart(
    lines.flatMap(({ name, ink, scores }) => {
      const first = scores[0];
      return first === undefined ? [] : [{ ...first, name, ink: INK[ink] }];
    }),
    (top * NAME_PX) / SCORES_PX,
  );
  return plotSvg(words, (width) => ({
    height: width === "wide" ? 280 : 240,
    marginLeft: 44,
    marginRight: 12,
    marginTop: 20,
    marginBottom: 26,
    x: {
      type: "point",
      domain: horizons,
      label: null,
      tickSize: 4,
    },
    y: {
      domain: [0, top],
      nice: true,
      ticks: 5,
      tickSize: 0,
      label: null,
    },
    marks: [
      Plot.gridY({ stroke: INK.line, strokeOpacity: 1, ticks: 5 }),
      Plot.lineY(flat, { x: "at", y: "score", z: "name", stroke: "ink", strokeWidth: 1.8 }),
      Plot.dot(flat, { x: "at", y: "score", fill: "ink", r: 2.5 }),
      Plot.text(names, {
        x: "at",
        y: "score",
        text: "name",
        fill: "ink",
        dx: 6,
        dy: -10,
        textAnchor: "start",
        fontSize: 11,
        stroke: INK.ground,
        strokeWidth: 4,
      }),
    ],
  }));
}

/** Names at scores as near to their own as leaves every two of them readable, from the lowest up. */
function apart<Name extends { readonly score: number }>(
  names: readonly Name[],
  gap: number,
): readonly Name[] {
  let free = Number.NEGATIVE_INFINITY;
  return names
    .toSorted((left, right) => left.score - right.score)
    .map((name) => {
      const score = Math.max(name.score, free);
      free = score + gap;
      return { ...name, score };
    });
}
