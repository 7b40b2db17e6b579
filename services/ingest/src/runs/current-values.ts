/** Current values by `readingKeyText`; null: withdrawn. A key that is absent never had a value. */
export type CurrentValues = ReadonlyMap<string, string | null>;

/** Looks current values up, all of some KPIs at once. */
export type ReadCurrentValues = (kpis: readonly string[]) => Promise<CurrentValues>;

/** Remembers what was looked up, so that a run asks for each KPI once. */
export function rememberValues(read: ReadCurrentValues): ReadCurrentValues {
  const asked = new Set<string>();
  const values = new Map<string, string | null>();
  return async (kpis) => {
    const missing = [...new Set(kpis)].filter((kpi) => !asked.has(kpi));
    if (missing.length > 0) {
      for (const [key, value] of await read(missing)) values.set(key, value);
      for (const kpi of missing) asked.add(kpi);
    }
    return values;
  };
}
