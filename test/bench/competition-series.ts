import { readFile } from "node:fs/promises";

/** One series of a forecasting competition: what is shown, and what is to be forecast. */
export interface CompetitionSeries {
  readonly id: string;
  /** Kind of period, in lower case: yearly, quarterly, monthly, other. */
  readonly period: string;
  /** Steps of one season, 1 for none. */
  readonly frequency: number;
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/** What a file must look like; said wherever one is missing or wrong. */
export const SERIES_FORM =
  'JSON lines, one series a line: {"id":"N1402","period":"MONTHLY","freq":12,"train":[…],"test":[…]}';

/** Reads a file of series; says which line is wrong and what is expected. */
export async function readCompetitionSeries(file: string): Promise<CompetitionSeries[]> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw new Error(`cannot read ${file}; --data FILE expects ${SERIES_FORM}`, { cause });
  }
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) throw new Error(`${file} is empty; expected ${SERIES_FORM}`);
  return lines.map((line, index) => {
    const series = parseSeries(line);
    if (series === null) throw new Error(`${file}, series ${index + 1}: expected ${SERIES_FORM}`);
    return series;
  });
}

function parseSeries(line: string): CompetitionSeries | null {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof row !== "object" || row === null) return null;
  const { freq, id, period, test, train } = row as Readonly<Record<string, unknown>>;
  if (typeof id !== "string" || typeof period !== "string") return null;
  if (typeof freq !== "number" || !Number.isInteger(freq) || freq < 1) return null;
  if (!isNumbers(train) || !isNumbers(test) || test.length === 0) return null;
  return { id, period: period.toLowerCase(), frequency: freq, train, test };
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "number" && Number.isFinite(entry));
}
