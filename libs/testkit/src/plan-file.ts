/** A small plan file, as an object: two KPIs, one with a dimension, a person and a goal; `more` replaces sections. */
export function planFile(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    apiVersion: "milepost/v1",
    calendars: { default: { kind: "gregorian", timeZone: "Europe/Berlin" } },
    people: { ann: { name: "Ann Example", email: "ann@example.org" } },
    kpis: {
      revenue: {
        name: "Revenue",
        unit: "count",
        direction: "increase",
        behaviour: "flow",
        grain: "month",
        dataOwner: "ann",
      },
      "on-time-delivery": {
        name: "On-time delivery",
        unit: "ratio",
        decimals: 3,
        direction: "increase",
        behaviour: "ratio",
        grain: "month",
        dimensions: ["plant"],
        total: "derived",
      },
    },
    goals: {
      "revenue-2026": {
        kind: "annual_goal",
        title: "Earn more",
        owner: "ann",
        window: 2026,
        measure: { kpi: "revenue", from: 0, to: 100 },
      },
    },
    ...more,
  };
}
