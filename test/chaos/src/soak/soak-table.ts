import { readFileSync, writeFileSync } from "node:fs";
import type { SoakLine } from "./soak-state.ts";

const BEGIN = "<!-- soak:begin -->";
const END = "<!-- soak:end -->";

/** Renders what a soak found, suite by suite and step by step, between the marks of a document. */
export function writeSoakTable(file: string, lines: readonly SoakLine[]): void {
  const text = readFileSync(file, "utf8");
  const [before, rest] = [text.slice(0, text.indexOf(BEGIN)), text.slice(text.indexOf(END))];
  writeFileSync(file, `${before}${BEGIN}\n\n${soakTable(lines)}\n${rest}`);
}

/** The table as Markdown. */
export function soakTable(lines: readonly SoakLine[]): string {
  const rows = [...Map.groupBy(lines, ({ suite }) => suite)].flatMap(([suite, runs]) =>
    stepRows(suite, runs),
  );
  const last = lines
    .map(({ at }) => at)
    .toSorted()
    .at(-1);
  const seconds = lines.reduce((sum, line) => sum + line.seconds, 0);
  const figures = figureRows(lines);
  return [
    `As of ${last?.slice(0, 10) ?? "–"}, ${lines.length} runs, ${Math.round(seconds / 60)} minutes of running.`,
    "",
    ...table(["suite", "step", "struck", "seeds", "not equal"], rows),
    ...(figures.length === 0 ? [] : ["", ...table(["under load", "seed", "figure"], figures)]),
    "",
  ].join("\n");
}

function stepRows(suite: string, runs: readonly SoakLine[]): readonly (readonly string[])[] {
  const steps = new Map<string, number>();
  for (const { struck } of runs) {
    for (const [step, count] of Object.entries(struck)) steps.set(step, (steps.get(step) ?? 0) + count);
  }
  const seeds = ranges(runs.map(({ seed }) => seed));
  const failed = runs.filter(({ outcome }) => outcome !== "equal");
  const bad = failed.length === 0 ? "none" : `seeds ${ranges(failed.map(({ seed }) => seed))}`;
  return [...steps].map(([step, count]) => [suite, step, String(count), seeds, bad]);
}

function figureRows(lines: readonly SoakLine[]): readonly (readonly string[])[] {
  return lines.flatMap(({ seed, figures = {} }) =>
    Object.entries(figures).map(([name, figure]) => [name, String(seed), String(figure)]),
  );
}

/** `1–4, 7` for 1, 2, 3, 4 and 7. */
function ranges(numbers: readonly number[]): string {
  const parts: { readonly from: number; to: number }[] = [];
  for (const number of [...new Set(numbers)].toSorted((left, right) => left - right)) {
    const last = parts.at(-1);
    if (last !== undefined && number === last.to + 1) last.to = number;
    else parts.push({ from: number, to: number });
  }
  return parts.map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`)).join(", ");
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = heads.map((head, column) =>
    Math.max(head.length, 3, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(heads), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...rows.map(line)];
}
