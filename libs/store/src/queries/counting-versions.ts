/** KPI → version of its definition from which on its values count: those before it had another unit or grain. */
export type CountingVersions = Readonly<Record<string, number>>;

/** The condition that leaves out what was judged by an earlier version. */
export function ofVersions(versions: CountingVersions = {}): {
  readonly condition: string | undefined;
  readonly params: Readonly<Record<string, readonly (string | number)[]>>;
} {
  const changedKpis = Object.keys(versions);
  if (changedKpis.length === 0) return { condition: undefined, params: {} };
  return {
    condition:
      "kpi_version >= transform(kpi, {changedKpis:Array(String)}, {countingVersions:Array(UInt32)}, toUInt32(0))",
    params: { changedKpis, countingVersions: Object.values(versions) },
  };
}
