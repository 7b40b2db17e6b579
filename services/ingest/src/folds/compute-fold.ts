import { parsePeriod } from "@milepost/contracts";
import type { FoldProblem } from "@milepost/contracts";
import { createRowFolding, placeKey } from "@milepost/plan";
import type { Folded, FoldPlace, RowChange } from "@milepost/plan";
import type { Store } from "@milepost/store";
import type { ReusedRecordId } from "@milepost/store/queries/reused-record-ids";
import type { BegunFold } from "./begin-fold.ts";
import { forEachRow } from "./read-rows.ts";
import type { RowsWanted, TakeRow } from "./read-rows.ts";
import { given, touchedPlaces } from "./touched-places.ts";
import type { TouchedPlaces } from "./touched-places.ts";

const DAY_MS = 86_400_000;
/** An instant's local date, and the date that it is written with, lie at most so far apart. */
const DATE_SLACK_DAYS = 2;

/** What the rows of places come to. */
export interface ComputedFold {
  /** The places that may have another value now. */
  readonly places: ReadonlyMap<string, FoldPlace>;
  readonly touched: Pick<TouchedPlaces, "last">;
  /** Whether a place had rows once. */
  readonly hadRows: (place: string) => boolean;
  readonly folded: (place: string) => Folded;
  readonly rowsRead: number;
  /** Rows that could not be used for any place, and what came under a used id. */
  readonly problems: readonly FoldProblem[];
}

export interface ComputeFoldParts {
  readonly store: Store;
  readonly signal: AbortSignal;
}

/** Computes every place that new records touch from all its rows: nothing is ever added to a value of before. */
export async function computeFold(
  begun: BegunFold,
  { store, signal }: ComputeFoldParts,
): Promise<ComputedFold> {
  const { rule, moment, since, turned } = begun;
  const { stream, measure, time } = rule.binding;
  const wanted: RowsWanted = { store, signal, stream, below: moment.position };
  const touched = touchedPlaces(rule);
  // Also by the records of before: what they prove of a period is said, or complete, only when it has begun, or is over.
  const ever = touchedPlaces(rule);
  const problems: FoldProblem[] = [];
  const isWanted = (place: FoldPlace): boolean =>
    since === undefined || turned.has(place.period) || touched.has(placeKey(place));
  const folding = createRowFolding(measure.agg, isWanted);
  const note: TakeRow = (key, changes) => {
    touched.take(changes, since);
    const gives = given(standing(changes), rule);
    if (gives.kind !== "trouble" || gives.place !== undefined) return;
    const { field, code, message } = gives.trouble;
    problems.push({ key, field, code, message });
  };
  const fold: TakeRow = (key, changes) => {
    folding.add(key, given(standing(changes), rule));
    if (turned.size > 0) ever.take(changes, undefined);
  };
  const takeReused = (ids: readonly ReusedRecordId[]): void => {
    problems.push(...ids.map(problemOfReused));
  };
  let rowsRead = await forEachRow({ ...wanted, since, takeReused }, (key, changes) => {
    note(key, changes);
    if (since === undefined) fold(key, changes);
  });
  const labels = [...turned, ...[...touched.places().values()].map(({ period }) => period)];
  if (since !== undefined && labels.length > 0) {
    const dated = { field: time.field, ...datesOf(labels, begun) };
    rowsRead += await forEachRow({ ...wanted, dated }, fold);
  }
  const inTurned = [...ever.places()].filter(([, { period }]) => turned.has(period));
  return {
    places: new Map([...inTurned, ...folding.places(), ...touched.places()]),
    touched,
    hadRows: (place) => touched.has(place) || ever.has(place),
    folded: (place) => folding.folded(place),
    rowsRead,
    problems,
  };
}

/** What the source meant to say is not known: nothing of the row changes, but it is told. */
function problemOfReused({ key, source, id }: ReusedRecordId): FoldProblem {
  return {
    key,
    field: "id",
    code: "id_reused",
    message: `the id "${id}" of ${source} came again with another content, and the first one counts: send the row under an id of its own`,
  };
}

function standing(changes: readonly RowChange[]): RowChange["after"] | undefined {
  return changes.at(-1)?.after;
}

/** From the first to the last day of some periods, with slack for dates that are written in another zone. */
function datesOf(
  labels: readonly string[],
  { rule }: BegunFold,
): { readonly from: string; readonly to: string } {
  const periods = labels.flatMap((label) => parsePeriod(label, rule.definition.grain) ?? []);
  const starts = periods.map(({ start }) => start).toSorted();
  const ends = periods.map(({ end }) => end).toSorted();
  return {
    from: shifted(starts[0] ?? "", -DATE_SLACK_DAYS),
    to: shifted(ends.at(-1) ?? "", DATE_SLACK_DAYS),
  };
}

function shifted(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
