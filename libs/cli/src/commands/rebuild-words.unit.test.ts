import { expect, test } from "vitest";
import { describeRebuild, progressWords } from "./rebuild-words.ts";
import type { RebuildStatus } from "./rebuild-words.ts";

const month = {
  table: "observation_events",
  month: "2026-08",
  differed: true,
  liveRows: 1_041,
  rebuiltRows: 1_042,
  liveStatuses: {},
  rebuiltStatuses: {},
  samples: [
    { key: { kpi: "orders", series: "" }, live: { value: "81" }, rebuilt: { value: "80" } },
    { key: { kpi: "visits", series: "" }, live: null, rebuilt: { value: "7" } },
    { key: { kpi: "repairs", series: "" }, live: { value: "9" }, rebuilt: null },
  ],
};
const status: RebuildStatus = {
  rebuild: "r",
  state: "done",
  changedAt: "2026-10-01T00:00:00.000Z",
  records: 5,
  total: 1_200_000,
  differed: true,
  failure: null,
  keptUntil: null,
  comparison: {
    months: [
      { ...month, month: "2026-07", differed: false, liveRows: 3, rebuiltRows: 3, samples: [] },
      month,
      {
        ...month,
        table: "goal_progress_rows",
        liveStatuses: { on_track: 2, watch: 1 },
        rebuiltStatuses: { on_track: 3 },
        samples: [],
      },
    ],
    notCompared: { scorecard_rows: 2 },
  },
};

test("a report says table by table how many rows there were, which months differed, and how rows differed", () => {
  const text = describeRebuild(status);
  expect(text).toMatch(/observation_events +1,044 +1,045 +differed +2026-08\n/);
  expect(text).toContain("observation_events 2026-08: 1,041 rows before, 1,042 now\n");
  expect(text).toContain(
    "  kpi orders: value 81 → 80\n  kpi visits: was missing\n  kpi repairs: is not in the log",
  );
  expect(text).toContain("now; on_track 2 → 3; watch 1 → 0");
  expect(text).toContain("scorecard_rows: 2 changed too often meanwhile to be compared.");
  expect(text).toMatch(/Some tables were not what the log says; now they are\.$/);
});

test("a rebuild on its way says what it does and how far it is", () => {
  const replaying = { ...status, state: "replaying" } as const;
  expect(progressWords(replaying)).toContain("5 of 1,200,000 records");
  expect(progressWords({ ...replaying, total: 0 })).not.toContain("0");
  expect(describeRebuild({ ...status, differed: false, comparison: null })).toContain(
    "Nothing was compared.",
  );
});
