/** Statements that put a bug into the public tables, as a careless migration might; `base` is the database of the base tables. */
export type Planted = (view: string, base: string) => readonly string[];

const PERIOD = "kpi, series, kind, period_start";

/** The value that arrived last counts, not the one that the source changed last. */
export const versionByArrival: Planted = (view) => [
  view
    .replace(/^CREATE VIEW/, "CREATE OR REPLACE VIEW")
    .replaceAll(/ORDER BY time DESC, log_offset DESC/g, "ORDER BY log_offset DESC"),
];

/** Readings are added up as they are inserted: what is inserted again is counted again. */
export const additiveAggregate: Planted = (_view, base) => [
  `CREATE TABLE ${base}.added_up (kpi String, series String, kind String, period_start Date32, added UInt64) ENGINE = SummingMergeTree ORDER BY (${PERIOD})`,
  `CREATE MATERIALIZED VIEW ${base}.adding_up TO ${base}.added_up AS SELECT ${PERIOD}, toUInt64(1) AS added FROM ${base}.observation_events`,
  `CREATE OR REPLACE VIEW observations AS SELECT * REPLACE (toUInt32(added) AS version)
FROM (SELECT * FROM observations_history WHERE is_current) AS shown
LEFT JOIN (SELECT ${PERIOD}, sum(added) AS added FROM ${base}.added_up GROUP BY ${PERIOD}) AS sums USING (${PERIOD})`,
];
