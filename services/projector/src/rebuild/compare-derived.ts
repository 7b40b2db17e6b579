import type { Position } from "@milepost/contracts";
import type { Store } from "@milepost/store";
import { baseDatabase } from "@milepost/store";
import { derivedContent } from "@milepost/store/comparison/table-content";
import type { DerivedTable } from "@milepost/store/comparison/table-content";
import { derivedPositions } from "@milepost/store/queries/derived-positions";
import { snapshotDerived } from "@milepost/store/comparison/snapshot-derived";
import { REBUILT_TABLES } from "@milepost/store/schema/base-tables";
import type { Owners } from "../derive/derive.ts";
import { furthest, reaches } from "../position.ts";
import { compareTable } from "./compare.ts";
import type { MonthComparison } from "./report.ts";

/** Derived rows of so many positions beyond the watermark are derived apart; those of further ones are not compared. */
const POSITIONS_APART = 40;
const TABLES: readonly DerivedTable[] = ["goal_progress_rows", "scorecard_rows", "forecast_accuracy_rows"];

export interface DerivedOptions {
  readonly store: Store;
  readonly shadow: string;
  readonly cluster: string | undefined;
  /** Up to where all derived rows of the live tables stand. */
  readonly watermark: Position;
  /** Replays the shadow's base tables at least up to a position. */
  readonly replayTo: (position: Position) => Promise<void>;
  /** Derives in the shadow, at a position; without owners everything. */
  readonly derive: (position: Position, owners?: Owners) => Promise<void>;
}

/** What the comparison of the derived tables found. */
export interface DerivedComparison {
  readonly months: readonly MonthComparison[];
  /** Table → owners whose rows changed too often meanwhile. */
  readonly notCompared: Readonly<Record<string, number>>;
}

/**
 * Compares derived rows while new ones are being derived: a copy of the live rows is taken, then everything is derived
 * in the shadow at the live watermark, and what is newer than that once more at the very position that its rows name.
 */
export async function compareDerived(options: DerivedOptions): Promise<DerivedComparison> {
  const { store, shadow, cluster, watermark } = options;
  for (const table of TABLES) await snapshotDerived(store, { table, shadow, cluster });
  const newer = await newerOwners(options);
  const named = newer.apart.map(({ position }) => position);
  await options.replayTo([watermark, ...named].reduce(furthest));
  await options.derive(watermark);
  for (const { position, owners } of newer.apart) {
    await options.derive({ ...watermark, ...position }, owners);
  }
  const months: MonthComparison[] = [];
  for (const name of TABLES) {
    const except = newer.late[name];
    if (name === "forecast_accuracy_rows" && except.length > 0) continue;
    months.push(...(await compareDerivedTable(store, { name, live: shadow, isCopy: true, shadow, except })));
  }
  const counts = TABLES.map((table) => [table, newer.late[table].length] as const);
  return { months, notCompared: Object.fromEntries(counts.filter(([, count]) => count > 0)) };
}

/** Compares the newest derived rows of both sides as they are, where nothing is derived meanwhile. */
export async function compareDerivedAsTheyAre(
  store: Store,
  shadow: string,
): Promise<readonly MonthComparison[]> {
  const live = baseDatabase(store.database);
  const months: MonthComparison[] = [];
  for (const name of TABLES) {
    months.push(...(await compareDerivedTable(store, { name, live, isCopy: false, shadow, except: [] })));
  }
  return months;
}

interface DerivedTables {
  readonly name: DerivedTable;
  readonly live: string;
  /** True: the live rows are the copy that was taken of them. */
  readonly isCopy: boolean;
  readonly shadow: string;
  readonly except: readonly string[];
}

async function compareDerivedTable(
  store: Store,
  { name, live, isCopy, shadow, except }: DerivedTables,
): Promise<readonly MonthComparison[]> {
  const table = REBUILT_TABLES.find((one) => one.name === name);
  if (table === undefined) return [];
  const content = {
    live: derivedContent(name, live, { except, isCopy }),
    rebuilt: derivedContent(name, shadow, { except, isCopy: false }),
  };
  return compareTable(store, { table, content, key: table.orderBy });
}

interface NewerOwners {
  /** Owners whose rows are newer than the watermark, by the position that these name; the earliest first. */
  readonly apart: readonly { readonly position: Position; readonly owners: Owners }[];
  /** Those of further positions. */
  readonly late: Readonly<Record<DerivedTable, readonly string[]>>;
}

interface Group {
  readonly position: Position;
  readonly goals: Set<string>;
  readonly scorecards: Set<string>;
  accuracy: boolean;
}

async function newerOwners({ store, shadow, watermark }: DerivedOptions): Promise<NewerOwners> {
  const late = { goal_progress_rows: [], scorecard_rows: [], forecast_accuracy_rows: [] } as Record<
    DerivedTable,
    string[]
  >;
  const groups = new Map<string, Group>();
  for (const table of TABLES) {
    for (const { owner, inputs_position: text } of await store.query(derivedPositions(shadow, table))) {
      const position = JSON.parse(text) as Position;
      if (reaches(watermark, position)) continue;
      const isNew = !groups.has(text);
      if (isNew && groups.size >= POSITIONS_APART) {
        late[table].push(owner);
        continue;
      }
      const group = groups.get(text) ?? {
        position,
        goals: new Set(),
        scorecards: new Set(),
        accuracy: false,
      };
      groups.set(text, group);
      if (table === "goal_progress_rows") group.goals.add(owner);
      else if (table === "scorecard_rows") group.scorecards.add(owner);
      else group.accuracy = true;
    }
  }
  return { apart: [...groups.values()].map(({ position, ...owners }) => ({ position, owners })), late };
}
