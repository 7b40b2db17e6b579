/** What the API answers about goals that nothing comes in about. */
export const STALENESS_RESPONSES: Readonly<Record<string, unknown>> = {
  "GET /v1/stale-goals 200": {
    items: [
      {
        goal: "otd-2026",
        title: "Deliver on time",
        spell: "silence-8c1f0a2b9d3e4f57",
        owner: "plant-lead",
        last_event: "check-in-01jf3q8z7c6a",
        last_event_kind: "check_in",
        last_event_at: "2026-08-20T09:30:00.000Z",
        exists_since: "2025-12-31T23:00:00.000Z",
        days_since: 44,
        stale_since: "2026-09-27T09:30:00.000Z",
        found_at: "2026-10-02T22:00:00.000Z",
        time_zone: "Europe/Berlin",
        cadence: "P1M",
        grace: "P7D",
        reminded_at: "2026-10-03T05:00:02.000Z",
        reminded: "plant-lead",
        reminded_by: "mail",
        recorded_at: "2026-10-02T22:00:05.000Z",
        log_topic: "assessments",
        log_partition: 0,
        log_offset: 7011,
      },
    ],
    next: null,
  },
};
