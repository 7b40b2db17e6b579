import { readFileSync, writeFileSync } from "node:fs";
import { decided, isFinding, isOutOfTime, lastWords } from "./soak-state.ts";
import type { SoakLine } from "./soak-state.ts";

const BEGIN = "<!-- soak:begin -->";
const END = "<!-- soak:end -->";

/** Renders what a soak found, suite by suite and area by area, between the marks of a document. */
export function writeSoakTable(file: string, lines: readonly SoakLine[]): void {
  const text = readFileSync(file, "utf8");
  const [before, rest] = [text.slice(0, text.indexOf(BEGIN)), text.slice(text.indexOf(END))];
  writeFileSync(file, `${before}${BEGIN}\n\n${soakTable(lines)}\n${rest}`);
}

/** The table as Markdown. */
export function soakTable(lines: readonly SoakLine[]): string {
  const told = decided(lines);
  const bySuite = [...Map.groupBy(told, ({ suite }) => suite)];
  const seconds = lines.reduce((sum, line) => sum + line.seconds, 0);
  const figures = figureRows(told);
  const late = lines.filter(isOutOfTime);
  const repeated = late.length === 0 ? "none" : late.map(({ suite, seed }) => `${suite} ${seed}`).join(", ");
  return [
    `${told.length} runs, ${Math.round(seconds / 60)} minutes of running. Runs that were out of time, and are repeated: ${repeated}.`,
    "",
    ...table(
      ["suite", "struck", "steps", "strikes", "seeds", "not equal"],
      bySuite.flatMap(([suite, runs]) => areaRows(suite, runs)),
    ),
    "",
    ...table(
      ["suite", "seconds a seed", "commits", "dates"],
      bySuite.map(([suite, runs]) => runRow(suite, runs)),
    ),
    ...(figures.length === 0 ? [] : ["", ...table(["under load", "seed", "figure"], figures)]),
    "",
  ].join("\n");
}

function areaRows(suite: string, runs: readonly SoakLine[]): readonly (readonly string[])[] {
  const areas = [...new Set(runs.flatMap(({ struck }) => Object.keys(struck)))];
  const bad = badSeeds(runs);
  if (areas.length === 0) return [[suite, "–", "–", "0", ranges(runs.map(({ seed }) => seed)), bad]];
  return areas.map((area) => {
    const struck = runs.filter((run) => run.struck[area] !== undefined);
    const counts = struck.map((run) => run.struck[area] ?? 0);
    const strikes = counts.reduce((sum, count) => sum + count, 0);
    const seeds = ranges(struck.map(({ seed }) => seed));
    return [suite, area, String(Math.max(...counts)), String(strikes), seeds, bad];
  });
}

/** Seeds that were not equal, apart from those that are by later code. */
function badSeeds(runs: readonly SoakLine[]): string {
  const open = lastWords(runs)
    .filter(isFinding)
    .map(({ seed }) => seed);
  const mended = runs
    .filter(isFinding)
    .map(({ seed }) => seed)
    .filter((seed) => !open.includes(seed));
  const parts = [
    ...(open.length === 0 ? [] : [`seeds ${ranges(open)}`]),
    ...(mended.length === 0 ? [] : [`seeds ${ranges(mended)} once, equal since it was mended`]),
  ];
  return parts.length === 0 ? "none" : parts.join("; ");
}

function runRow(suite: string, runs: readonly SoakLine[]): readonly string[] {
  const seconds = runs.map((run) => run.seconds).toSorted((left, right) => left - right);
  const dates = [...new Set(runs.map(({ at }) => at.slice(0, 10)))].toSorted();
  const first = dates[0] ?? "–";
  return [
    suite,
    String(seconds[seconds.length >> 1] ?? "–"),
    [...new Set(runs.map(({ commit }) => commit))].join(", "),
    dates.length < 2 ? first : `${first} – ${dates.at(-1)}`,
  ];
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
