import { exampleLabel, memberProblem, shortened } from "@milepost/contracts";
import type { FileConnector, Period, RowProblem } from "@milepost/contracts";
import type { Blank, KnownKpi, KpiCatalog, Reading, SourcePlace } from "../index.ts";
import type { FileColumns } from "./file-columns.ts";
import type { FileRow } from "./file-row.ts";
import { isForeignNumber } from "./foreign-number.ts";
import type { PeriodReader } from "./period-reader.ts";
import { readDecimal } from "./read-decimal.ts";

/** A problem of a row; those that repeat on every row of a KPI carry a key and are listed once. */
export interface RowFault {
  readonly problem: RowProblem;
  readonly once?: string;
}

/** A cell that is a number with another decimal separator than the connector's alone. */
export interface ForeignCell extends SourcePlace {
  readonly cell: string;
}

/** What one row of a file says. */
export interface RowOutcome {
  readonly readings: readonly Reading[];
  readonly blanks: readonly Blank[];
  /** Cells whose key is known, but that hold no number. */
  readonly unreadable: readonly Blank[];
  readonly faults: readonly RowFault[];
  /** Cells that prove the connector's decimal separator wrong. */
  readonly foreign: readonly ForeignCell[];
  /** Its period is not published yet, so the row waits. */
  readonly waits: boolean;
}

/** What reading a row needs besides the row. */
export interface RowRules {
  readonly definition: FileConnector;
  readonly columns: FileColumns;
  readonly catalog: KpiCatalog;
  readonly periods: PeriodReader;
  /** The deployment's clock, epoch milliseconds. */
  readonly now: number;
}

const NOTHING = { readings: [], blanks: [], unreadable: [], faults: [], foreign: [], waits: false } as const;

/** Reads one row: its period, its KPI, its series and every measure, each value with where it stands. */
export function readRow(row: FileRow, rules: RowRules): RowOutcome {
  const { columns, definition } = rules;
  const period = rules.periods.read(row.cells[columns.period] ?? "");
  if (period === undefined) return { ...NOTHING, faults: [periodFault(row, rules)] };
  const base = baseKpi(row, rules);
  if (!base.ok) return { ...NOTHING, faults: [base.fault] };
  const series = readSeries(row, columns);
  if (!series.ok) return { ...NOTHING, faults: [series.fault] };
  const said = openRowOutcome();
  for (const { measure, cell } of columns.measures) {
    const place = { line: row.line, column: measure.column };
    const kpi = rules.catalog.find(base.id + measure.kpiSuffix);
    const fault =
      kpiFault(base.id + measure.kpiSuffix, kpi, { place, rules }) ??
      blankFault(row, series.series, { kpi, rules });
    if (fault !== undefined) said.faults.push(fault);
    if (fault !== undefined || kpi === undefined) continue;
    const published = definition.knownAt === "read" ? null : rules.periods.publishedAt(period, kpi);
    const isAhead = published !== null && published > rules.now;
    if (isAhead && measure.kind === "actual") {
      const far = (row.cells[cell] ?? "") === "" ? undefined : farAheadFault(row, { period, kpi, rules });
      if (far === undefined) said.waits = true;
      else said.faults.push(far);
      continue;
    }
    const key = { kpi: kpi.id, series: series.series, period: period.label, kind: measure.kind, ...place };
    // What is planned or forecast speaks of the future: it is known when its period is over at the latest, and till then when it is read.
    const as = { ...key, publishedAt: isAhead ? null : published };
    readCell(said, as, { cell: row.cells[cell] ?? "", decimalSeparator: definition.decimalSeparator });
  }
  return said;
}

interface OpenRowOutcome extends RowOutcome {
  readonly readings: Reading[];
  readonly blanks: Blank[];
  readonly unreadable: Blank[];
  readonly faults: RowFault[];
  readonly foreign: ForeignCell[];
  waits: boolean;
}

function openRowOutcome(): OpenRowOutcome {
  return { readings: [], blanks: [], unreadable: [], faults: [], foreign: [], waits: false };
}

function readCell(
  said: OpenRowOutcome,
  { publishedAt, ...key }: Omit<Reading, "value">,
  { cell, decimalSeparator }: Pick<FileConnector, "decimalSeparator"> & Pick<ForeignCell, "cell">,
): void {
  if (cell === "") {
    said.blanks.push(key);
    return;
  }
  const read = readDecimal(cell, decimalSeparator);
  if (read.ok) {
    said.readings.push({ ...key, value: read.value, publishedAt });
    return;
  }
  const { line, column } = key;
  said.unreadable.push(key);
  said.faults.push({ problem: { line, column, code: "bad_number", message: read.reason } });
  if (isForeignNumber(cell, decimalSeparator)) said.foreign.push({ line, column, cell });
}

function periodFault(row: FileRow, { columns, definition }: RowRules): RowFault {
  const { column, grain } = definition.period;
  const cell = row.cells[columns.period] ?? "";
  const message =
    cell === ""
      ? `the ${grain} is empty`
      : `"${shortened(cell)}" is no ${grain}; write it as ${exampleLabel(grain)} or as a date inside it`;
  return { problem: { line: row.line, column, code: "bad_period", message } };
}

/** A row without members may be the total, or one whose cells were merged with those above. */
function blankFault(
  { line }: FileRow,
  series: Reading["series"],
  { kpi, rules: { columns, definition } }: { readonly kpi: KnownKpi | undefined; readonly rules: RowRules },
): RowFault | undefined {
  const [first] = columns.dimensions;
  if (first === undefined || definition.blankIsTotal === true || Object.keys(series).length > 0)
    return undefined;
  if (kpi === undefined || kpi.dimensions.length === 0) return undefined;
  const message = `no member of "${first.dimension}" is named; name it, or set blankIsTotal: true in the connector if such a row is the total`;
  return { once: `blank ${line}`, problem: { line, column: first.column, code: "bad_member", message } };
}

interface AheadCase {
  readonly period: Period;
  readonly kpi: KnownKpi;
  readonly rules: RowRules;
}

/** A row that would wait for years without a word. */
function farAheadFault({ line }: FileRow, { period, kpi, rules }: AheadCase): RowFault | undefined {
  const running = rules.periods.runningFarBefore(period, kpi, rules.now);
  if (running === undefined) return undefined;
  const message = `${period.label} lies far ahead of ${running.label}, which is not over yet: see whether its year is right; what is planned or expected has a measure of kind planned or forecast`;
  const { column } = rules.definition.period;
  return { once: `ahead ${line}`, problem: { line, column, code: "period_not_begun", message } };
}

type BaseKpi = { readonly ok: true; readonly id: string } | { readonly ok: false; readonly fault: RowFault };

function baseKpi(row: FileRow, { columns, definition }: RowRules): BaseKpi {
  const { kpi } = definition;
  if (typeof kpi === "string") return { ok: true, id: kpi };
  const cell = row.cells[columns.kpi ?? -1] ?? "";
  const place = { line: row.line, column: kpi.column };
  if (cell === "")
    return { ok: false, fault: { problem: { ...place, code: "no_kpi", message: "no KPI is named" } } };
  if (kpi.map === undefined) return { ok: true, id: cell };
  const mapped = Object.hasOwn(kpi.map, cell) ? kpi.map[cell] : undefined;
  if (mapped !== undefined) return { ok: true, id: mapped };
  const message = `"${shortened(cell)}" is not in the connector's map; add it to kpi.map in the plan, or take its rows out`;
  return { ok: false, fault: { once: `map ${cell}`, problem: { ...place, code: "unmapped_kpi", message } } };
}

interface KpiPlace {
  readonly place: { readonly line: number; readonly column: string };
  readonly rules: RowRules;
}

function kpiFault(id: string, kpi: KnownKpi | undefined, { place, rules }: KpiPlace): RowFault | undefined {
  const { catalog, definition } = rules;
  if (kpi === undefined) {
    const near = catalog.nearest(id);
    const hint = near.length > 0 ? `; did you mean "${near.join('" or "')}"?` : "; define it in the plan";
    const message = `there is no KPI "${shortened(id)}" in the plan${hint}`;
    return { once: `kpi ${id}`, problem: { ...place, code: "unknown_kpi", message } };
  }
  if (kpi.grain === definition.period.grain) return undefined;
  const message = `"${id}" has one value a ${kpi.grain}, the file has one a ${definition.period.grain}`;
  return { once: `grain ${id}`, problem: { ...place, code: "grain_mismatch", message } };
}

type Series =
  | { readonly ok: true; readonly series: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly fault: RowFault };

function readSeries(row: FileRow, { dimensions }: FileColumns): Series {
  const named = dimensions.filter(({ cell }) => (row.cells[cell] ?? "") !== "");
  // Programs write the same letter in several ways: it is one member.
  const member = (cell: number): string => (row.cells[cell] ?? "").normalize("NFC");
  const series = Object.fromEntries(named.map(({ dimension, cell }) => [dimension, member(cell)]));
  if (named.length > 0 && named.length < dimensions.length) {
    const empty = dimensions.find((one) => !named.includes(one));
    const message = `no member of "${empty?.dimension ?? ""}" is named, though others are`;
    return seriesFault(row.line, empty?.column ?? null, message);
  }
  for (const { column, cell } of named) {
    const problem = memberProblem(member(cell));
    if (problem !== undefined) return seriesFault(row.line, column, problem.message);
  }
  return { ok: true, series };
}

function seriesFault(line: number, column: string | null, message: string): Series {
  return { ok: false, fault: { problem: { line, column, code: "bad_member", message } } };
}
