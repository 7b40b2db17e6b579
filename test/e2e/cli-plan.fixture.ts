/** A connector that reads a file beside the plan. */
export const connector = {
  kind: "file",
  path: "revenue.csv",
  kpi: "revenue",
  knownAt: "period-end",
  period: { column: "month", grain: "month" },
  measures: [{ column: "value" }],
};
export const scorecards = { company: { items: [{ goal: "revenue-2026" }] } };
/** A KPI made of rows. */
export const won = {
  name: "Won",
  unit: "count",
  behaviour: "flow",
  grain: "month",
  binding: {
    stream: "crm:deals",
    measure: { agg: "sum", field: "amount" },
    time: { field: "closed_on" },
    filter: [{ field: "won", op: "eq", value: true }],
  },
};
