import { z } from "zod";
import type { Query } from "../index.ts";
import { text } from "./row-fields.ts";

const fedKpiRow = z.object({ kpi: text });

/** The KPIs that a source ever spoke of, whether what it said counts or not. */
export function fedKpis(source: string): Query<z.infer<typeof fedKpiRow>> {
  return {
    name: "fed KPIs",
    sql: "SELECT DISTINCT kpi FROM {base:Identifier}.observation_events WHERE source = {source:String} ORDER BY kpi",
    params: { source },
    settings: { max_threads: 1 },
    row: fedKpiRow,
  };
}
