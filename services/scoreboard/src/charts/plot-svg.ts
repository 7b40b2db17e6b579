import type * as Plot from "@observablehq/plot";
import type { Html } from "../html.ts";
import { escapeHtml, trusted } from "../html.ts";
import { drawingDocument, plotLibrary } from "./plot-library.ts";

/** Colours of charts, as the stylesheet names them, so that one drawing serves light and dark. */
export const INK = {
  text: "var(--text)",
  muted: "var(--muted)",
  line: "var(--line)",
  ground: "var(--ground)",
  miss: "var(--miss)",
  doubt: "var(--doubt)",
  course: "var(--course)",
  forecast: "var(--forecast)",
  fan: "var(--fan)",
} as const;

/** What a chart says to those who do not see it. */
export interface ChartWords {
  readonly title: string;
  readonly description: string;
}

/** Widths that a chart is drawn in, in pixels: letters keep their size on a phone. */
export const CHART_WIDTHS = { wide: 760, narrow: 358 } as const;
export type ChartWidth = keyof typeof CHART_WIDTHS;

/** The part of an SVG element that is needed here; the product is not compiled against a browser's types. */
interface Element {
  readonly outerHTML: string;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  remove(): void;
  querySelectorAll(selector: string): Iterable<Element>;
}

let drawn = 0;

/** Draws a chart in both widths as SVG text with title and description; the stylesheet shows the one that fits. */
export function plotSvg(words: ChartWords, optionsFor: (width: ChartWidth) => Plot.PlotOptions): Html {
  const widths = Object.keys(CHART_WIDTHS) as ChartWidth[];
  return trusted(widths.map((width) => drawOne(width, words, optionsFor(width))).join(""));
}

const REMEMBERED_DRAWINGS = 64;

/** Draws what looks the same only once: a chart takes longer than all the rest of its page. */
export function drawnOnce<Chart>(draw: (chart: Chart) => Html): (chart: Chart) => Html {
  const drawings = new Map<string, Html>();
  return (chart) => {
    const key = JSON.stringify(chart);
    const drawing = drawings.get(key) ?? draw(chart);
    drawings.delete(key);
    drawings.set(key, drawing);
    const oldest = drawings.keys().next().value;
    if (drawings.size > REMEMBERED_DRAWINGS && oldest !== undefined) drawings.delete(oldest);
    return drawing;
  };
}

function drawOne(width: ChartWidth, words: ChartWords, options: Plot.PlotOptions): string {
  const svg = plotLibrary().plot({
    document: drawingDocument() as NonNullable<Plot.PlotOptions["document"]>,
    width: CHART_WIDTHS[width],
    className: "plot",
    ...options,
  }) as unknown as Element;
  drawn = (drawn + 1) % Number.MAX_SAFE_INTEGER;
  const id = `chart-${drawn.toString(36)}`;
  for (const style of svg.querySelectorAll("style")) style.remove();
  for (const attribute of ["fill", "width", "height", "font-family", "font-size", "style"])
    svg.removeAttribute(attribute);
  const said = `<title id="${id}-t">${escapeHtml(words.title)}</title><desc id="${id}-d">${escapeHtml(words.description)}</desc>`;
  svg.setAttribute("class", width);
  svg.setAttribute("role", "img");
  svg.setAttribute("fill", "currentColor");
  svg.setAttribute("aria-labelledby", `${id}-t`);
  svg.setAttribute("aria-describedby", `${id}-d`);
  for (const part of svg.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  for (const part of svg.querySelectorAll("[aria-hidden]")) part.removeAttribute("aria-hidden");
  return leanNumbers(svg.outerHTML).replace(">", `>${said}`);
}

/** Tenths of a pixel are enough for eyes. */
function leanNumbers(svg: string): string {
  return svg.replaceAll(/="[^"]*"/g, (attribute) => attribute.replaceAll(/(\d+\.\d)\d+/g, "$1"));
}
