import { openTwins } from "./twin-values.ts";
import type { Twins } from "./twin-values.ts";

/** One saying of a value. */
export interface Said {
  /** Epoch milliseconds: of what counts, the greatest of any saying. */
  readonly time: number;
  /** null: the value was taken back. */
  readonly value: string | null;
  /** Whether all of the period was in. */
  readonly isComplete: boolean;
}

/** What is known of one value: what a source said of it, and what counts. */
export interface LastKnown {
  /** Source of the series' first accepted event, which is its own where the plan names none; empty: nothing was accepted. */
  readonly firstSource: string;
  /** Id of the newest event in which the source speaks of it, whatever the KPI meant then; undefined: it never did. */
  readonly id: string | undefined;
  /** What the source said last in the meaning that counts, counting or kept apart; undefined: it has yet to say it. */
  readonly said: Said | undefined;
  /** Whether the source has said more than one value in one meaning. */
  readonly hasChanged: boolean;
  /** What counts in this meaning, and whose it is; undefined: nothing. */
  readonly counting: (Said & { readonly source: string }) | undefined;
}

/** What is known of values, by `readingKeyText`. Of an absent key nothing was ever said. */
export type LastValues = ReadonlyMap<string, LastKnown>;

/** Looks up what a source said last and what counts, all of some KPIs at once. */
export type ReadLastValues = (kpis: readonly string[], source: string) => Promise<LastValues>;

/** Looks up the KPIs that a source ever spoke of. */
export type ReadFedKpis = (source: string) => Promise<readonly string[]>;

/** What was looked up so far. */
export interface RememberedValues {
  readonly values: LastValues;
  readonly twins: Pick<Twins, "of">;
  /** Source of the first accepted event of the series that a value belongs to; empty: nothing was accepted. */
  firstSource(key: string): string;
  /** Takes in what is known of some KPIs; a run asks for each KPI once. */
  look(kpis: readonly string[]): Promise<void>;
}

/** Remembers what was looked up; of a source whose members may be numbers, these are compared by their worth. */
export function rememberValues(
  read: ReadLastValues,
  { source, areNumbers }: { readonly source: string; readonly areNumbers: boolean },
): RememberedValues {
  const asked = new Set<string>();
  const values = new Map<string, LastKnown>();
  const firstSources = new Map<string, string>();
  const twins = openTwins({ areNumbers });
  return {
    values,
    twins,
    firstSource: (key) => firstSources.get(seriesOf(key)) ?? "",
    look: async (kpis) => {
      const missing = [...new Set(kpis)].filter((kpi) => !asked.has(kpi));
      if (missing.length === 0) return;
      for (const [key, known] of await read(missing, source)) {
        values.set(key, known);
        twins.take(key, known);
        firstSources.set(seriesOf(key), known.firstSource);
      }
      for (const kpi of missing) asked.add(kpi);
    },
  };
}

/** KPI and series of a key; its period and kind hold no slash, its members may. */
function seriesOf(key: string): string {
  return key.slice(0, key.lastIndexOf("/", key.lastIndexOf("/") - 1));
}
