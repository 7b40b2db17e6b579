import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const DOCS = join(import.meta.dirname, "..", "..", "docs");

/**
 * Replaces one benchmark's section (between its markers) by what was measured: in docs/accuracy.md where the benchmark
 * made a table for its readers, else one line a figure in docs/benchmarks.md.
 */
export function writeFigures(measured: {
  readonly bench: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly figures: Readonly<Record<string, number | null>>;
  readonly table?: string;
}): void {
  const file = join(DOCS, measured.table === undefined ? "benchmarks.md" : "accuracy.md");
  const [begin, end] = [`<!-- ${measured.bench}: begin -->`, `<!-- ${measured.bench}: end -->`];
  const rows = Object.entries(measured.figures).map(([name, value]) => `| \`${name}\` | ${shown(value)} |`);
  const inputs = Object.entries(measured.inputs).map(([name, value]) => `${name} ${String(value)}`);
  const table = measured.table ?? ["| figure | value |", "|---|---|", ...rows].join("\n");
  const section = [begin, "", `Inputs: ${inputs.join(", ")}.`, "", table, "", end].join("\n");
  const text = existsSync(file) ? readFileSync(file, "utf8") : "# Benchmarks\n";
  const marked = new RegExp(`${escape(begin)}[\\s\\S]*?${escape(end)}`);
  writeFileSync(
    file,
    marked.test(text) ? text.replace(marked, () => section) : `${text}\n## ${measured.bench}\n\n${section}\n`,
  );
}

function shown(value: number | null): string {
  if (value === null) return "unknown";
  return Number.isInteger(value) ? value.toLocaleString("en") : String(Number(value.toPrecision(4)));
}

function escape(text: string): string {
  return text.replace(/[-/\\^$*+?.()|[\]{}]/g, "\\$&");
}
