import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FILE = join(import.meta.dirname, "..", "..", "docs", "benchmarks.md");

/** Replaces one benchmark's section of docs/benchmarks.md (between its markers) by what was measured. */
export function writeFigures(measured: {
  readonly bench: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly figures: Readonly<Record<string, number | null>>;
}): void {
  const [begin, end] = [`<!-- ${measured.bench}: begin -->`, `<!-- ${measured.bench}: end -->`];
  const rows = Object.entries(measured.figures).map(([name, value]) => `| \`${name}\` | ${shown(value)} |`);
  const inputs = Object.entries(measured.inputs).map(([name, value]) => `${name} ${String(value)}`);
  const section = [
    begin,
    `Inputs: ${inputs.join(", ")}.`,
    "",
    "| figure | value |",
    "|---|---|",
    ...rows,
    end,
  ].join("\n");
  const text = existsSync(FILE) ? readFileSync(FILE, "utf8") : "# Benchmarks\n";
  const marked = new RegExp(`${escape(begin)}[\\s\\S]*?${escape(end)}`);
  writeFileSync(
    FILE,
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
