import { seriesKey } from "@milepost/contracts";
import type { Position } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";
import type { FoldRule } from "@milepost/plan";
import type { SeriesListsRow } from "@milepost/store/queries/series-lists";
import type { KpiRules } from "../events/kpi-rules.ts";
import { wholeFold } from "./begin-fold.ts";
import { computeFold } from "./compute-fold.ts";
import { judgeFold } from "./judge-fold.ts";
import type { JudgeFoldParts } from "./judge-fold.ts";

/** A fold that is only looked at. */
export interface FoldPreview {
  readonly rule: FoldRule;
  /** The plan by which its observations would be judged. */
  readonly rules: KpiRules;
  /** The rows below it are folded. */
  readonly position: Position;
  readonly signal: AbortSignal;
}

/** A KPI's current values once its rows were folded by a rule, by the code that folds them; nothing is written. */
export async function previewFold(
  { rule, rules, position, signal }: FoldPreview,
  current: readonly SeriesListsRow[],
  parts: JudgeFoldParts,
): Promise<readonly SeriesListsRow[]> {
  const begun = wholeFold(rule, rules, { at: parts.clock.now(), position });
  const computed = await computeFold(begun, { store: parts.store, signal });
  const { records } = await judgeFold(begun, computed, parts);
  const said = records.flatMap((record) => figureOf(record, begun.moment.at));
  const saidOf = Map.groupBy(said, ({ series }) => series);
  const planned = current.filter(({ kind }) => kind !== "actual");
  const actual = new Map(
    current.flatMap((row) => (row.kind === "actual" ? [[row.series, row] as const] : [])),
  );
  const series = new Set([...actual.keys(), ...saidOf.keys()]);
  return [
    ...planned,
    ...[...series].map((one) => {
      const figures = new Map(figuresOf(actual.get(one)).map((figure) => [figure.label, figure]));
      for (const figure of saidOf.get(one) ?? []) figures.set(figure.label, figure);
      return listsOf(rule.kpi, one, [...figures.values()]);
    }),
  ];
}

interface Figure {
  readonly label: string;
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly knownAt: number;
}

function figureOf({ event }: NewRecord, knownAt: number): readonly (Figure & { readonly series: string })[] {
  if (event.type === "milepost.observation.retracted.v1") {
    const { series, period: label } = event.data;
    return [{ series: seriesKey(series), label, value: null, numerator: null, denominator: null, knownAt }];
  }
  if (event.type !== "milepost.observation.recorded.v1") return [];
  const { series, period: label, value, numerator, denominator } = event.data;
  const parts = { numerator: numberOf(numerator), denominator: numberOf(denominator) };
  return [{ series: seriesKey(series), label, value: Number(value), ...parts, knownAt }];
}

function numberOf(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

function figuresOf(row: SeriesListsRow | undefined): readonly Figure[] {
  if (row === undefined) return [];
  return row.labels.map((label, at) => ({
    label,
    value: row.values[at] ?? null,
    numerator: row.numerators[at] ?? null,
    denominator: row.denominators[at] ?? null,
    knownAt: row.known_at[at] ?? 0,
  }));
}

function listsOf(kpi: string, series: string, figures: readonly Figure[]): SeriesListsRow {
  const sorted = figures.toSorted((left, right) => (left.label < right.label ? -1 : 1));
  return {
    kpi,
    series,
    kind: "actual",
    labels: sorted.map(({ label }) => label),
    values: sorted.map(({ value }) => value),
    numerators: sorted.map(({ numerator }) => numerator),
    denominators: sorted.map(({ denominator }) => denominator),
    known_at: sorted.map(({ knownAt }) => knownAt),
  };
}
