import { foldSource, seriesKey } from "@milepost/contracts";
import type { FoldCompletedData, FoldProblem, Position } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";
import { placeKey } from "@milepost/plan";
import type { FoldPlace } from "@milepost/plan";
import type { Logger } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { foldedReadings } from "@milepost/store/queries/folded-readings";
import type { FoldedReadingRow } from "@milepost/store/queries/folded-readings";
import { judgeObservation } from "../events/judge-event.ts";
import { kpisOf } from "../events/take-events.ts";
import type { TakeEventsPorts } from "../events/take-events.ts";
import type { FoldStep } from "../steps.ts";
import { beginFold } from "./begin-fold.ts";
import type { BeginFoldParts, BegunFold } from "./begin-fold.ts";
import { computeFold } from "./compute-fold.ts";
import type { ComputedFold } from "./compute-fold.ts";
import { covers, foldIdsOf } from "./fold-identity.ts";
import type { FoldIds, FoldName } from "./fold-identity.ts";
import { foldedEvent } from "./folded-events.ts";

export interface FoldParts extends BeginFoldParts {
  readonly store: Store;
  readonly logger: Logger;
  /** Resolves once the tables hold everything below the position. */
  readonly waitVisible: (position: Position) => Promise<void>;
  /** Resolves once everything below the end of the observations is in the tables. */
  readonly observationsVisible: () => Promise<void>;
  /** Told which KPIs got new records, and where they stand. */
  readonly onAppended: TakeEventsPorts["onAppended"];
  /** Told where a fold stands. */
  readonly onStep?: ((step: FoldStep) => void) | undefined;
}

const MAX_REPORTED_PROBLEMS = 20;
const APPEND_MAX_RECORDS = 1_000;

/**
 * Makes a KPI's observations say what its rows come to at the newest moment. Whoever was cut off left no end, so the
 * next one computes the same places again and finds what is said already; whoever wakes up late speaks for an earlier
 * moment, and changes no number.
 */
export async function foldKpi(kpi: string, signal: AbortSignal, parts: FoldParts): Promise<void> {
  const { store, onStep } = parts;
  const begun = await beginFold(kpi, parts);
  if (begun === undefined || isDone(begun)) return;
  await Promise.all([parts.waitVisible(begun.moment.position), parts.observationsVisible()]);
  const computed = await computeFold(begun, { store, signal });
  onStep?.("computed");
  const judged = await judgeFold(begun, computed, parts);
  for (let from = 0; from < judged.records.length; from += APPEND_MAX_RECORDS) {
    // Another owner may have taken over meanwhile.
    signal.throwIfAborted();
    const records = judged.records.slice(from, from + APPEND_MAX_RECORDS);
    parts.onAppended(kpisOf(records), await parts.log.append(records));
  }
  onStep?.("appended");
  signal.throwIfAborted();
  await complete(judged, parts);
  onStep?.("completed");
}

function isDone({ since, turned, moment }: BegunFold): boolean {
  return since !== undefined && turned.size === 0 && covers(since, moment.position);
}

interface JudgedFold {
  readonly records: readonly NewRecord[];
  readonly end: FoldCompletedData;
}

async function judgeFold(begun: BegunFold, computed: ComputedFold, parts: FoldParts): Promise<JudgedFold> {
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
  readonly parts: FoldParts;
}

function judgePlace(
  { key, place, said }: PlaceToJudge,
  { begun, computed, parts, ...context }: JudgingPlace,
): { readonly records: readonly NewRecord[]; readonly problems: readonly FoldProblem[] } {
  const { touched } = computed;
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
  const hadRows = touched.has(key);
  const event = foldedEvent(
    { place, folded, said, hadRows, touchedBehind: touched.last(key) },
    { begun, ...context },
  );
  if (event === undefined) return { records: [], problems };
  // Its moment may be a few milliseconds ahead of this clock: each has a millisecond of its own.
  const now = Math.max(parts.clock.now(), context.name.at);
  const verdict = judgeObservation(event, { kpis: begun.rules, now }, { runid: context.fold });
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

async function complete({ end }: JudgedFold, { log, clock, folds, logger }: FoldParts): Promise<void> {
  const now = new Date(clock.now()).toISOString();
  const event = {
    specversion: "1.0",
    id: end.fold,
    source: foldSource(end.kpi),
    type: "milepost.fold.completed.v1",
    subject: end.kpi,
    time: end.at,
    actor: `fold:${end.kpi}`,
    recordedtime: now,
    data: end,
  } as const;
  await log.append([{ topic: "runs", key: `fold/${end.kpi}`, event }]);
  await folds.caughtUp();
  const { fold, kpi, problemCount, problems } = end;
  if (problemCount === 0) return;
  logger.warn(
    { fold, kpi, problemCount, problems },
    "rows could not be folded; periods that they belong to are unknown",
  );
}
