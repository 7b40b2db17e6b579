import { PARTITIONS } from "../topics.ts";

const MORE_PARTITIONS = { ...PARTITIONS, observations: 8 } as const;

const BEGUN = {
  live: { generation: 2, partitions: PARTITIONS, records: 41_512, takesAppends: true },
  next: {
    generation: 3,
    partitions: MORE_PARTITIONS,
    from: { kind: "generation", generation: 2 },
    step: "copying",
    records: 20_480,
    total: 41_512,
    startedAt: "2026-11-23T09:21:22.698Z",
    changedAt: "2026-11-23T09:21:24.120Z",
    failure: null,
  },
  kept: [{ generation: 1, partitions: PARTITIONS, until: "2026-11-30T09:21:25.533Z", complete: true }],
} as const;

const LIVE = {
  live: { generation: 3, partitions: MORE_PARTITIONS, records: 41_530, takesAppends: true },
  next: null,
  kept: [],
} as const;

/** What the API answers about generations of the log, and about restoring one. */
export const LOG_RESPONSES: Readonly<Record<string, unknown>> = {
  "GET /v1/generations 200": BEGUN,
  "POST /v1/generations 202": BEGUN,
  "POST /v1/generations/{generation}/removals 200": LIVE,
  "POST /v1/restores 202": {
    backup: "milepost-2026-11-23T09-21-22Z",
    createdAt: "2026-11-23T09:21:22.698Z",
    records: 41_512,
    people: true,
    generation: 3,
  },
};
