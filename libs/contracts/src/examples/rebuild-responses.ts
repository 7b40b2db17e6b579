const SUMMARY = {
  rebuild: "2026-11-23T09:21:22.698Z-b60631b3",
  reason: "asked",
  attempts: 1,
  startedAt: "2026-11-23T09:21:22.698Z",
  generation: 1,
  build: 1,
} as const;

const BEGUN = {
  ...SUMMARY,
  state: "replaying",
  attempts: 0,
  changedAt: "2026-11-23T09:21:22.698Z",
  records: 0,
  total: 0,
  differed: null,
  failure: null,
  keptUntil: null,
} as const;

const DONE = {
  ...SUMMARY,
  state: "done",
  changedAt: "2026-11-23T09:21:25.533Z",
  records: 41_512,
  total: 41_512,
  differed: true,
  failure: null,
  keptUntil: "2026-11-24T09:21:25.533Z",
} as const;

const COMPARISON = {
  position: { "observations/2": 9443, "strategy/0": 981 },
  differed: true,
  months: [
    {
      table: "observation_events",
      month: "2026-08",
      differed: true,
      liveRows: 1041,
      rebuiltRows: 1041,
      liveChecksum: "7B4B23D3508D76CA",
      rebuiltChecksum: "90FA0C5577E01D21",
      liveStatuses: {},
      rebuiltStatuses: {},
      samples: [
        {
          key: { kpi: "on-time-delivery", series: "plant=ulm", source: "//acme/erp", id: "01JF3Q8Z7C4T" },
          live: { value: "0.941" },
          rebuilt: { value: "0.914" },
        },
      ],
    },
  ],
  notCompared: {},
} as const;

/** What the API answers about rebuilds. */
export const REBUILD_RESPONSES: Readonly<Record<string, unknown>> = {
  "POST /v1/rebuilds 202": { ...BEGUN, comparison: null },
  "GET /v1/rebuilds 200": { items: [DONE], next: null },
  "GET /v1/rebuilds/{rebuild} 200": { ...DONE, comparison: COMPARISON },
  "POST /v1/rebuilds/{rebuild}/resume 202": { ...BEGUN, attempts: 1, comparison: null },
  "POST /v1/rebuilds/{rebuild}/drop 200": { ...DONE, keptUntil: null, comparison: COMPARISON },
};
