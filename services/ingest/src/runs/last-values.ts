/** What a source said last of one value. */
export interface LastSaid {
  /** Id of the newest event in which it speaks of it, whatever the KPI meant then. */
  readonly id: string;
  /** The greatest time that it said anything at in the meaning that counts, epoch milliseconds; 0: it said nothing. */
  readonly time: number;
  /** null: it took the value back; undefined: it only spoke of another meaning of the KPI, so it has yet to say it. */
  readonly value: string | null | undefined;
  /** Whether it has said more than one value. */
  readonly hasChanged: boolean;
}

/** What a source said last, by `readingKeyText`. An absent key was never read. */
export type LastValues = ReadonlyMap<string, LastSaid>;

/** Looks up what a source said last, all of some KPIs at once. */
export type ReadLastValues = (kpis: readonly string[], source: string) => Promise<LastValues>;

/** Remembers what was looked up, so that a run asks for each KPI once. */
export function rememberValues(
  read: ReadLastValues,
  source: string,
): (kpis: readonly string[]) => Promise<LastValues> {
  const asked = new Set<string>();
  const values = new Map<string, LastSaid>();
  return async (kpis) => {
    const missing = [...new Set(kpis)].filter((kpi) => !asked.has(kpi));
    if (missing.length > 0) {
      for (const [key, value] of await read(missing, source)) values.set(key, value);
      for (const kpi of missing) asked.add(kpi);
    }
    return values;
  };
}
