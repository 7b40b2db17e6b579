/** What the growth benchmark asks the engine itself. */
export interface GrowthSql {
  /** Observation events that fulfil a condition. */
  rows(condition: string): Promise<number>;
  /** Parts of the table of observation events: more than a few are not merged yet. */
  parts(): Promise<number>;
}

/** Opens the benchmark's side of a ClickHouse at an HTTP address. */
export function openGrowthSql(
  url: string,
  { user, password }: { readonly user: string; readonly password: string },
): GrowthSql {
  const number = async (sql: string): Promise<number> => {
    const headers = { "x-clickhouse-user": user, "x-clickhouse-key": password };
    const answer = await fetch(url, { method: "POST", headers, body: sql });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${sql}: ${text.slice(0, 500)}`);
    return Number(text);
  };
  return {
    rows: (condition) => number(`SELECT count() FROM milepost_base.observation_events WHERE ${condition}`),
    parts: () => number("SELECT count() FROM system.parts WHERE table = 'observation_events' AND active"),
  };
}
