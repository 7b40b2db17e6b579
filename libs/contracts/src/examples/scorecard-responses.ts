/** What the API answers about scorecards; by method, path and status. */
export const SCORECARD_RESPONSES: Readonly<Record<string, unknown>> = {
  "GET /v1/scorecards 200": {
    items: [
      {
        scorecard: "mta",
        name: "Metropolitan Transportation Authority",
        layout: "units-by-category",
        items: 704,
        effective_from: "2014-10-01",
      },
    ],
    next: "mta",
  },
  "GET /v1/scorecards/{scorecard} 200": {
    scorecard: "mta",
    leaves_out_private: false,
    name: "Metropolitan Transportation Authority",
    period: "2014-09",
    rows: [
      {
        level: "item",
        id: "mnr-elevator-availability-2014",
        unit: "mnr",
        category: "Service Indicators",
        perspective: "customer",
        goal: "mnr-elevator-availability-2014",
        period: "2014-09",
        score: 6.03174603175,
        weight: 1,
        coverage: 1,
        items: 1,
        unknown_items: 0,
      },
    ],
  },
};
