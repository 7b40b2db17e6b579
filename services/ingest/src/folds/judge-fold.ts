import { foldSource, seriesKey } from "@milepost/contracts";
import type { FoldCompletedData, FoldProblem } from "@milepost/contracts";
import type { EventLog, NewRecord } from "@milepost/event-log";
import { placeKey } from "@milepost/plan";
import type { FoldPlace } from "@milepost/plan";
import type { Clock } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { foldedReadings } from "@milepost/store/queries/folded-readings";
import type { FoldedReadingRow } from "@milepost/store/queries/folded-readings";
import { judgeObservation } from "../events/judge-event.ts";
import type { BegunFold } from "./begin-fold.ts";
import type { ComputedFold } from "./compute-fold.ts";
import { foldsNow } from "./fold-clock.ts";
import { foldIdsOf } from "./fold-identity.ts";
import type { FoldIds, FoldName } from "./fold-identity.ts";
import { foldedEvent } from "./folded-events.ts";

export interface JudgeFoldParts {
  readonly log: Pick<EventLog, "generation" | "partitions">;
  readonly clock: Clock;
  readonly store: Store;
}

const MAX_REPORTED_PROBLEMS = 20;

/** The observations that a fold appends, and how it ends. */
export interface JudgedFold {
  readonly records: readonly NewRecord[];
  readonly end: FoldCompletedData;
}

/** What the places of a fold need to be said of them: nothing where it is said already. */
export async function judgeFold(
  begun: BegunFold,
  computed: ComputedFold,
  parts: JudgeFoldParts,
): Promise<JudgedFold> {
  const { rule, definition, moment, since, period } = begun;
  const { kpi } = rule;
  const ids = foldIdsOf(parts.log);
  const name: FoldName = { kpi, definition, ...moment };
  const fold = ids.of(name);
  const said = await saidBefore(kpi, parts.store);
  // Where everything is computed, what is said of a period that no row speaks of any more has to go, too.
  const places = new Map([...(since === undefined ? said.places : []), ...computed.places]);
  const problems = [...computed.problems];
  const records: NewRecord[] = [];
  for (const [key, place] of places) {
    const record = judgePlace(
      { key, place, said: said.rows.get(key) },
      { begun, computed, name, fold, ids, parts },
    );
    problems.push(...record.problems);
    records.push(...record.records);
  }
  const end: FoldCompletedData = {
    fold,
    kpi,
    stream: rule.binding.stream,
    definition,
    position: { ...moment.position },
    at: new Date(moment.at).toISOString(),
    period: period.label,
    whole: since === undefined,
    rowsRead: computed.rowsRead,
    periods: places.size,
    observationsAppended: records.length,
    problemCount: problems.length,
    problems: problems.slice(0, MAX_REPORTED_PROBLEMS),
  };
  return { records, end };
}

interface PlaceToJudge {
  readonly key: string;
  readonly place: FoldPlace;
  readonly said: FoldedReadingRow | undefined;
}

interface JudgingPlace {
  readonly begun: BegunFold;
  readonly computed: ComputedFold;
  readonly name: FoldName;
  readonly fold: string;
  readonly ids: FoldIds;
  readonly parts: JudgeFoldParts;
}

function judgePlace(
  { key, place, said }: PlaceToJudge,
  { begun, computed, parts, ...context }: JudgingPlace,
): { readonly records: readonly NewRecord[]; readonly problems: readonly FoldProblem[] } {
  const folded = computed.folded(key);
  const problems: FoldProblem[] =
    folded.kind === "unknown"
      ? [
          {
            key: folded.key,
            field: folded.trouble.field,
            code: folded.trouble.code,
            message: folded.trouble.message,
          },
        ]
      : [];
  const { touched, hadRows } = computed;
  const event = foldedEvent(
    { place, folded, said, hadRows: hadRows(key), touchedBehind: touched.last(key) },
    { begun, ...context },
  );
  if (event === undefined) return { records: [], problems };
  const { at: moment } = context.name;
  const now = foldsNow(moment, parts.clock.now());
  const verdict = judgeObservation(event, { kpis: begun.rules, now, moment }, { runid: context.fold });
  if (verdict.ok) return { records: [verdict.record], problems };
  const refused = verdict.problems.map(({ field, code, message }) => ({ key: null, field, code, message }));
  return { records: [], problems: [...problems, ...refused] };
}

interface SaidBefore {
  readonly rows: ReadonlyMap<string, FoldedReadingRow>;
  readonly places: ReadonlyMap<string, FoldPlace>;
}

async function saidBefore(kpi: string, store: Store): Promise<SaidBefore> {
  const rows = await store.query(foldedReadings({ kpi, source: foldSource(kpi) }));
  const placed = rows.map((row) => {
    const place = { series: seriesOf(row.series), period: row.period_label };
    return { row, place, key: placeKey(place) };
  });
  return {
    rows: new Map(placed.map(({ key, row }) => [key, row])),
    places: new Map(placed.map(({ key, place }) => [key, place])),
  };
}

/** The members that a series' id names: they hold neither `=` nor `,`. */
function seriesOf(text: string): Readonly<Record<string, string>> {
  if (text === seriesKey({})) return {};
  return Object.fromEntries(text.split(",").map((member) => member.split("=") as [string, string]));
}
