/** KPI → versions of its definition whose values count: those that mean the same. Of KPIs that are not named version 1 alone counts. */
export type CountingVersions = Readonly<Record<string, readonly number[]>>;

/** Whether a value counts that was judged by some version. */
export function isCounting(
  versions: CountingVersions,
  { kpi, kpi_version: version }: { readonly kpi: string; readonly kpi_version: number },
): boolean {
  // An id may be a name that every object has, such as constructor.
  const counting = Object.hasOwn(versions, kpi) ? versions[kpi] : undefined;
  return counting?.includes(version) ?? version === 1;
}

/** The condition that leaves out what was judged by a version of another meaning; without versions all counts. */
export function ofVersions(versions?: CountingVersions): {
  readonly condition: string | undefined;
  readonly params: Readonly<Record<string, readonly (string | number)[]>>;
} {
  if (versions === undefined) return { condition: undefined, params: {} };
  const changedKpis = Object.keys(versions);
  if (changedKpis.length === 0) return { condition: "kpi_version = 1", params: {} };
  return {
    condition:
      "if(kpi IN {changedKpis:Array(String)}, concat(kpi, ' ', toString(kpi_version)) IN {countingVersions:Array(String)}, kpi_version = 1)",
    params: {
      changedKpis,
      countingVersions: Object.entries(versions).flatMap(([kpi, ofKpi]) =>
        ofKpi.map((version) => `${kpi} ${version}`),
      ),
    },
  };
}
