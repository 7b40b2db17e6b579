import { z } from "zod";
import type { Query, Store } from "../index.ts";
import { REBUILD_STATES } from "./rebuild-states.ts";
import { count, text } from "./row-fields.ts";

export const tablesStandingRow = z.object({
  rebuild: text,
  build: count,
  generation: count,
  state: z.enum(REBUILD_STATES),
});
/** One state that a rebuild came to. */
export type TablesStandingRow = z.infer<typeof tablesStandingRow>;

/** The journal of rebuilds without its reports: asked before inserts, so it reads little. */
export function tablesStanding(): Query<TablesStandingRow> {
  return {
    name: "tables standing",
    sql: "SELECT rebuild, build, generation, state FROM {base:Identifier}.rebuild_states",
    params: {},
    row: tablesStandingRow,
  };
}

/** Which build of the tables is live, and from which generation of the log it was made. */
export interface TablesBuild {
  readonly build: number;
  readonly generation: number;
}

/** What the live tables are. */
export interface TablesStanding {
  /** The build whose tables are all live; undefined: nobody has noted one. */
  readonly live: TablesBuild | undefined;
  /** The build whose tables are all live and hold every record that they must; older than `live` for a moment. */
  readonly settled: TablesBuild | undefined;
  /** The rebuild whose tables become live one after the other right now. */
  readonly exchanging: string | undefined;
  /** True from then until the live tables hold all of the log again: nothing is derived from them meanwhile. */
  readonly isSettling: boolean;
}

/** Asks what the live tables are. */
export async function readTablesStanding(store: Store): Promise<TablesStanding> {
  return tablesStandingOf(await store.query(tablesStanding()));
}

/** What the live tables are, by the journal. */
export function tablesStandingOf(rows: readonly TablesStandingRow[]): TablesStanding {
  const furthest = new Map<string, TablesStandingRow>();
  for (const row of rows) {
    const before = furthest.get(row.rebuild);
    if (before === undefined || rank(row) > rank(before)) furthest.set(row.rebuild, row);
  }
  const all = [...furthest.values()];
  const newest = (states: readonly string[]): TablesBuild | undefined =>
    all.filter(({ state }) => states.includes(state)).toSorted((a, b) => b.build - a.build)[0];
  return {
    live: newest(["exchanged", "done"]),
    settled: newest(["done"]),
    exchanging: all.find(({ state }) => state === "exchanging")?.rebuild,
    isSettling: all.some(({ state }) => state === "exchanging" || state === "exchanged"),
  };
}

function rank({ state }: TablesStandingRow): number {
  return REBUILD_STATES.indexOf(state);
}
