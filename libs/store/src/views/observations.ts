import { OBSERVATION_COLUMNS, currentObservationsSql, rankedObservations } from "./judged-observations.ts";
import type { Column, View } from "./view.ts";
import { INSTANT, LINEAGE_COLUMNS, MAYBE_TEXT, VALUE } from "./view.ts";

/** What every table of observations shows. */
const observationViewColumns: readonly Column[] = [
  ["kpi", "String", "KPI id"],
  ["series", "String", "Sorted dimension=member list; empty is the total"],
  ["period_start", "Date32", "First local date of the period"],
  ["period_end", "Date32", "Last local date of the period"],
  ["period_label", "String", "The period as people write it, such as 2026-09 or 2026-Q3"],
  ["kind", "String", "actual, planned or forecast"],
  ["value", VALUE, "The value in its unit; NULL: it was withdrawn and is unknown"],
  ["numerator", VALUE, "Upper part of a ratio or mean, where the source gave it"],
  [
    "denominator",
    VALUE,
    "Lower part of a ratio or mean, where the source gave it; a ratio in percent is 100 times their quotient",
  ],
  ["unit", MAYBE_TEXT, "Unit that the event stated; NULL: the unit of the KPI"],
  [
    "kpi_version",
    "UInt32",
    "Version of the KPI definition that the value was judged by: pages and goals count those alone that mean the same as the one of now; join kpis_history on (kpi, kpi_version) for unit and currency",
  ],
  ["completeness", "String", "How much of the period is in: complete, partial or unknown"],
  ["source", "String", "CloudEvents source that reported the value"],
  ["time", INSTANT, "When the source changed the value, else when it was read"],
  ["known_at", INSTANT, "When anyone could first know the value"],
  ["recorded_at", INSTANT, "When Milepost appended it to its log"],
  ["version", "UInt32", "1 for the first accepted reading of the period, 2 for the next …"],
  ...LINEAGE_COLUMNS,
  ["run_id", MAYBE_TEXT, "Connector run that brought it; NULL: it was pushed"],
  ["grain", "String", "Length of the period: day, week, month, quarter or year"],
];

const AT = "{at:DateTime64(3, 'UTC')}";

export const observations: View = {
  name: "observations",
  comment: "The current value of one series for one period",
  columns: observationViewColumns,
  select: (base) => currentObservationsSql(base),
};

export const observationsHistory: View = {
  name: "observations_history",
  comment: "Every accepted reading of every period, also those that newer ones replaced",
  columns: [
    ...observationViewColumns,
    ["event_type", "String", "recorded, or retracted: from then on the value is unknown"],
    ["is_current", "Bool", "Whether this is the reading that observations shows"],
    ["event_id", "String", "CloudEvents id of the event"],
    ["actor", "String", "Who appended it: a person's id or a connector"],
  ],
  select: (base) =>
    `SELECT ${OBSERVATION_COLUMNS.join(", ")}, toUInt32(readings + 1 - newest) AS version, event_type, toBool(newest = 1) AS is_current, id AS event_id, actor
FROM (${rankedObservations(base)})`,
};

export const observationsAsOf: View = {
  name: "observations_as_of",
  comment:
    "observations_as_of(at = '2026-09-30 22:00:00'): the values by what could be known at that instant (UTC)",
  columns: observationViewColumns,
  parameterised: true,
  select: (base) => currentObservationsSql(base, { accepted: `known_at <= ${AT}` }),
};

export const observationsRecordedAsOf: View = {
  name: "observations_recorded_as_of",
  comment:
    "observations_recorded_as_of(at = '2026-09-30 22:00:00'): the values as Milepost showed them at that instant (UTC)",
  columns: observationViewColumns,
  parameterised: true,
  select: (base) => currentObservationsSql(base, { events: `recorded_at <= ${AT}` }),
};
