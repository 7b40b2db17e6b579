import type * as Plot from "@observablehq/plot";
import type { Html } from "../html.ts";
import { plotLibrary } from "./plot-library.ts";
import type { ChartWords } from "./plot-svg.ts";
import { INK, plotSvg } from "./plot-svg.ts";

/** One line of the chart: a Brier score a horizon (0 is best), in order; horizons without a score are left out. */
export interface BrierLine {
  readonly name: string;
  readonly ink: "forecast" | "miss" | "doubt" | "course" | "muted";
  readonly scores: readonly { readonly at: string; readonly score: number }[];
}

/** Names begin in this first part of the horizons, so that they end within the drawing. */
const NAMES_WITHIN = 0.6;

/** How wrong each way of telling was, horizon by horizon up to the goals' due period; names stand at the lines. */
export function brierChart(words: ChartWords, lines: readonly BrierLine[]): Html {
  const plot = plotLibrary();
  const flat = lines.flatMap(({ name, ink, scores }) =>
    scores.map((one) => ({ ...one, name, ink: INK[ink] })),
  );
  const horizons =
    lines
      .map(({ scores }) => scores.map(({ at }) => at))
      .toSorted((left, right) => right.length - left.length)[0] ?? [];
  const top = Math.max(0.1, ...flat.map(({ score }) => score));
  const names = lines.flatMap((line) => {
    const place = clearest(line, lines);
    return place === undefined ? [] : [{ ...place, name: line.name, ink: INK[line.ink] }];
  });
  const named = (below: boolean): Plot.Markish =>
    plot.text(
      names.filter((name) => name.below === below),
      {
        x: "at",
        y: "score",
        text: "name",
        fill: "ink",
        dx: 6,
        dy: below ? 11 : -10,
        textAnchor: "start",
        fontSize: 11,
        stroke: INK.ground,
        strokeWidth: 4,
      },
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
      plot.gridY({ stroke: INK.line, strokeOpacity: 1, ticks: 5 }),
      plot.lineY(flat, { x: "at", y: "score", z: "name", stroke: "ink", strokeWidth: 1.8 }),
      plot.dot(flat, { x: "at", y: "score", fill: "ink", r: 2.5 }),
      named(false),
      named(true),
    ],
  }));
}

/** Where a line's name is farthest from the next line above; that of the lowest line stands below it. */
function clearest(
  { scores }: BrierLine,
  lines: readonly BrierLine[],
): (BrierLine["scores"][number] & { readonly below: boolean }) | undefined {
  const places = scores.slice(0, Math.ceil(scores.length * NAMES_WITHIN)).map((one) => {
    const others = lines.flatMap((line) =>
      line.scores.filter(({ at }) => at === one.at).map(({ score }) => score),
    );
    const above = others.filter((score) => score > one.score).map((score) => score - one.score);
    return { ...one, room: Math.min(1, ...above), below: one.score === Math.min(...others) };
  });
  const [best] = places.toSorted((left, right) => right.room - left.room);
  const lowest = places.every(({ below }) => below);
  return best && { at: best.at, score: best.score, below: lowest && lines.length > 1 };
}
