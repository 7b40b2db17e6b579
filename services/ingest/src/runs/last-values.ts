/** What a source said last, by `readingKeyText`; null: it took the value back. An absent key was never read. */
export type LastValues = ReadonlyMap<string, string | null>;

/** Looks up what a source said last, all of some KPIs at once. */
export type ReadLastValues = (kpis: readonly string[], source: string) => Promise<LastValues>;

/** Remembers what was looked up, so that a run asks for each KPI once. */
export function rememberValues(
  read: ReadLastValues,
  source: string,
): (kpis: readonly string[]) => Promise<LastValues> {
  const asked = new Set<string>();
  const values = new Map<string, string | null>();
  return async (kpis) => {
    const missing = [...new Set(kpis)].filter((kpi) => !asked.has(kpi));
    if (missing.length > 0) {
      for (const [key, value] of await read(missing, source)) values.set(key, value);
      for (const kpi of missing) asked.add(kpi);
    }
    return values;
  };
}
