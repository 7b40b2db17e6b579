import type { Row } from "./model/rows.ts";
import { observationRows } from "./model/rows.ts";
import { assessedRows } from "./model/assessed-rows.ts";
import { assessmentProblem } from "./model/assessed.ts";
import { derivedRows } from "./model/derived.ts";
import { foldedRows } from "./model/folded.ts";
import type { Logged } from "./model/logged.ts";
import { observedOf } from "./model/observations.ts";

/** Asks ClickHouse; rows are objects of text, numbers and null. */
export type Ask = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** How many rows of each side a message shows. */
const SHOWN_ROWS = 5;
/** Columns of figures: numbers are told by their value, not by how they are written. */
const FIGURES: ReadonlySet<string> = new Set([
  "actual",
  "target",
  "due_target",
  "expected_progress",
  "progress",
  "score",
  "weight",
  "coverage",
  "p_hit",
  "p_hit_raw",
  "target_to_date",
  "expected_end",
  "low_80",
  "high_80",
  "required_rate",
]);

/** What the public tables must say, by the log alone. */
function modelTables(logged: readonly Logged[]): Readonly<Record<string, readonly Row[]>> {
  const events = logged.flatMap((one) => observedOf(one) ?? []);
  return {
    ...observationRows(events),
    ...foldedRows(logged),
    ...derivedRows(logged, events),
    ...otherRows(logged),
  };
}

/** Tables whose rows are the log's own events. */
function otherRows(logged: readonly Logged[]): Readonly<Record<string, readonly Row[]>> {
  const of = (topic: string, type: string): readonly Logged[] =>
    logged.filter((one) => one.topic === topic && one.event?.type === type);
  const unreadable = logged.filter((one) => one.topic === "observations" && observedOf(one) === undefined);
  const resolutions = new Map(
    of("dead-letters", "milepost.dead-letter.resolved.v1")
      .toReversed()
      .map(({ event }) => {
        const { topic, partition, offset, resolution } = (event?.data ?? {}) as Record<string, string>;
        return [`${topic}-${partition}-${offset}`, resolution ?? ""];
      }),
  );
  const runs = new Map(
    of("runs", "milepost.run.completed.v1").map(({ event }) => [
      `${String(event?.data["connector"])} ${String(event?.data["run"])}`,
      event,
    ]),
  );
  const defined = (kind: string): readonly Readonly<Record<string, unknown>>[] => [
    ...new Map(
      of("strategy", `milepost.${kind}.defined.v1`).map(({ event }) => [
        event?.data["id"],
        event?.data ?? {},
      ]),
    ).values(),
  ];
  return {
    kpis: defined("kpi").map(({ id, definition }) => ({
      kpi: String(id),
      name: fieldOf(definition, "name"),
      behaviour: fieldOf(definition, "behaviour"),
    })),
    goals: defined("goal").map(({ id, definition }) => ({
      goal: String(id),
      title: fieldOf(definition, "title"),
      kpi: fieldOf((definition as Readonly<Record<string, unknown>>)["measure"], "kpi"),
    })),
    dead_letters: unreadable.map(({ topic, partition, offset }) => {
      const letter = `${topic}-${partition}-${offset}`;
      return { dead_letter: letter, status: resolutions.get(letter) ?? "open" };
    }),
    connector_runs: [...runs.values()].map((event) => ({
      connector: String(event?.data["connector"]),
      run: String(event?.data["run"]),
      status: String(event?.data["status"]),
      observations_appended: String(event?.data["observationsAppended"]),
    })),
  };
}

function fieldOf(object: unknown, name: string): string {
  return String((object as Readonly<Record<string, unknown>>)[name]);
}

/**
 * Compares every public table but `assessments` and `alerts` with the model, exactly; resolves with what differs, in
 * words, or undefined.
 */
export async function difference(logged: readonly Logged[], ask: Ask): Promise<string | undefined> {
  return tablesDifference(modelTables(logged), ask);
}

/** The same for what belongs to one run, by the beginning of its ids: the log has to be read no further. */
export async function differenceOfRun(
  run: string,
  logged: readonly Logged[],
  ask: Ask,
): Promise<string | undefined> {
  const tables = Object.entries(modelTables(logged)).flatMap(([table, rows]) => {
    const id = ID_OF[table.split("(")[0] ?? ""];
    if (id === undefined) return [];
    return [[`(SELECT * FROM ${table} WHERE startsWith(${id}, '${run}-'))`, rows] as const];
  });
  return tablesDifference(Object.fromEntries(tables), ask);
}

/** The column of a table that names what its rows are of. */
const ID_OF: Readonly<Record<string, string>> = {
  observations: "kpi",
  observations_history: "kpi",
  observations_as_of: "kpi",
  observations_recorded_as_of: "kpi",
  restatements: "kpi",
  conflicts: "kpi",
  goal_progress: "goal",
  scorecards: "scorecard",
};

/** The same where predict runs: assessments, closings, alerts and what follows from them are as they must be, too. */
export async function assessedDifference(logged: readonly Logged[], ask: Ask): Promise<string | undefined> {
  return (
    (await difference(logged, ask)) ??
    assessmentProblem(logged, Date.now()) ??
    (await tablesDifference(assessedRows(logged), ask))
  );
}

async function tablesDifference(
  model: Readonly<Record<string, readonly Row[]>>,
  ask: Ask,
): Promise<string | undefined> {
  for (const [table, rows] of Object.entries(model)) {
    const found = await tableDifference(table, rows, ask);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function tableDifference(table: string, rows: readonly Row[], ask: Ask): Promise<string | undefined> {
  const [first] = rows;
  if (first === undefined) {
    const found = await ask(`SELECT count() AS rows FROM ${table}${WITH_VALUES[table] ?? ""}`);
    return Number(found[0]?.["rows"]) === 0 ? undefined : `${table} has rows, the model has none`;
  }
  const columns = Object.keys(first);
  const list = columns.map((column) => `toString(${column}) AS "${column}_text"`).join(", ");
  const shown = await ask(`SELECT ${list} FROM ${table}${WITH_VALUES[table] ?? ""}`);
  const is = shown.map((row) => text(columns, (column) => row[`${column}_text`] as string | null));
  const should = rows.map((row) => text(columns, (column) => row[column] ?? null));
  // Sorted, so that the same difference is told in the same words.
  const missing = without(should, is).toSorted();
  const unexpected = without(is, should).toSorted();
  if (missing.length === 0 && unexpected.length === 0) return undefined;
  return [
    `${table}: ${missing.length} rows of the model are missing, ${unexpected.length} are there that it does not have`,
    ...missing.slice(0, SHOWN_ROWS).map((row) => `  missing    ${row}`),
    ...unexpected.slice(0, SHOWN_ROWS).map((row) => `  unexpected ${row}`),
  ].join("\n");
}

/** KPIs without any value have a row of NULLs in `kpi_freshness`. */
const WITH_VALUES: Readonly<Record<string, string>> = { kpi_freshness: " WHERE periods > 0" };

function text(columns: readonly string[], valueOf: (column: string) => string | null): string {
  return columns
    .map((column) => {
      const value = valueOf(column);
      return `${column}=${value !== null && FIGURES.has(column) ? Number(value) : value}`;
    })
    .toSorted()
    .join(" ");
}

/** What the first list has more often than the second. */
function without(list: readonly string[], other: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const one of other) counts.set(one, (counts.get(one) ?? 0) + 1);
  return list.filter((one) => {
    const left = counts.get(one) ?? 0;
    counts.set(one, left - 1);
    return left <= 0;
  });
}
