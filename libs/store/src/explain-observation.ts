import { z } from "zod";
import type { Store } from "./index.ts";
import { currentReadings, judgeEvents } from "./judge-events.ts";
import { isCounting } from "./queries/counting-versions.ts";
import type { CountingVersions } from "./queries/counting-versions.ts";
import type { ConnectorRunRow } from "./queries/connector-runs.ts";
import { foldsNamed } from "./queries/folds-named.ts";
import type { FoldRow } from "./queries/folds-named.ts";
import { observationEvents } from "./queries/observation-events.ts";
import {
  count,
  decimal,
  flag,
  instant,
  lineage,
  maybeCount,
  maybeInstant,
  maybeText,
  text,
} from "./queries/row-fields.ts";
import { runsNamed } from "./queries/runs-named.ts";

export const explainedEventRow = z.object({
  kpi: text,
  series: text,
  kind: z.enum(["actual", "planned", "forecast"]),
  period_label: text,
  event_type: z.enum(["recorded", "retracted"]),
  event_id: text,
  value: decimal,
  numerator: decimal,
  denominator: decimal,
  /** Version of the KPI's definition that it was judged by. */
  kpi_version: count,
  completeness: text,
  standing: z.enum(["accepted", "duplicate", "other_payload", "other_source"]),
  is_current: flag,
  source: text,
  actor: text,
  time: instant,
  known_at: instant,
  recorded_at: instant,
  ...lineage,
  run_id: maybeText,
  /** Line of the connector's file. */
  source_line: maybeCount,
  connector: maybeText,
  run_status: maybeText,
  run_finished_at: maybeInstant,
  /** Stream whose rows were folded into it. */
  fold_stream: maybeText,
  /** JSON: the records of the log below it were folded. */
  fold_position: maybeText,
});
/** One log record that speaks of a period, what became of it, and the connector run or the fold that brought it. */
export type ExplainedEventRow = z.infer<typeof explainedEventRow>;

/** From a number to the log records and the connector runs or folds behind it, by kind in the order of the log. */
export async function explainObservation(
  store: Pick<Store, "query">,
  options: {
    readonly kpi: string;
    readonly series?: string;
    /** Period label, such as `2026-09`. */
    readonly period: string;
    /** Values of definitions of another meaning are not current. */
    readonly versions: CountingVersions;
    /** Only what could be known at this instant (epoch milliseconds); absent: all. */
    readonly asOf?: number | undefined;
  },
): Promise<readonly ExplainedEventRow[]> {
  const { kpi, series = "", period, versions } = options;
  const asOf = options.asOf === undefined ? undefined : new Date(options.asOf).toISOString();
  const judged = judgeEvents(await store.query(observationEvents({ kpis: [kpi], series })));
  const events = judged.filter(
    ({ period_label: label, known_at: known }) => label === period && (asOf === undefined || known <= asOf),
  );
  const counting = events.filter((one) => one.standing === "accepted" && isCounting(versions, one));
  const current = currentReadings(counting);
  const counts = new Set(current.map(({ log_offset: offset }) => offset));
  const names = [...new Set(events.flatMap(({ run_id: run }) => run ?? []))];
  const [runs, folds] = await Promise.all([runsOf(store, names), foldsOf(store, kpi, names)]);
  return events
    .toSorted((left, right) => (left.kind < right.kind ? -1 : left.kind > right.kind ? 1 : 0))
    .map((event) => {
      const run = runs.get(event.run_id ?? "");
      const fold = folds.get(event.run_id ?? "");
      return {
        ...event,
        event_id: event.id,
        is_current: counts.has(event.log_offset),
        connector: run?.connector ?? null,
        run_status: run?.status ?? null,
        run_finished_at: run?.finished_at ?? null,
        fold_stream: fold?.stream ?? null,
        fold_position: fold?.inputs_position ?? null,
      };
    });
}

async function runsOf(
  store: Pick<Store, "query">,
  runs: readonly string[],
): Promise<ReadonlyMap<string, ConnectorRunRow>> {
  if (runs.length === 0) return new Map();
  return new Map((await store.query(runsNamed({ runs }))).map((row) => [row.run, row]));
}

async function foldsOf(
  store: Pick<Store, "query">,
  kpi: string,
  folds: readonly string[],
): Promise<ReadonlyMap<string, FoldRow>> {
  if (folds.length === 0) return new Map();
  return new Map((await store.query(foldsNamed({ kpi, folds }))).map((row) => [row.fold, row]));
}
