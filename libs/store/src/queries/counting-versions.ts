/** KPI → version of its definition from which on its values count: those before it had another unit or grain. */
export type CountingVersions = Readonly<Record<string, number>>;

/** The condition that leaves out what was judged by an earlier version. */
export function ofVersions(versions: CountingVersions = {}): {
  readonly condition: string | undefined;
  readonly params: Readonly<Record<string, string | number>>;
} {
  const changed = Object.entries(versions);
  const conditions = changed.map(
    (_, index) =>
      `NOT (kpi = {changedKpi${index}:String} AND kpi_version < {countingVersion${index}:UInt32})`,
  );
  return {
    condition: conditions.length === 0 ? undefined : conditions.join(" AND "),
    params: Object.fromEntries(
      changed.flatMap(([kpi, version], index) => [
        [`changedKpi${index}`, kpi],
        [`countingVersion${index}`, version],
      ]),
    ),
  };
}
