import type { Query } from "../index.ts";
import type { ConnectorRunRow } from "./connector-runs.ts";
import { connectorRunRow } from "./connector-runs.ts";

/** Some connector runs by their ids, in no order. */
export function runsNamed({ runs }: { readonly runs: readonly string[] }): Query<ConnectorRunRow> {
  return {
    name: "runs named",
    sql: "SELECT * FROM connector_runs WHERE run IN {runs:Array(String)}",
    params: { runs },
    settings: { max_threads: 1 },
    row: connectorRunRow,
  };
}
