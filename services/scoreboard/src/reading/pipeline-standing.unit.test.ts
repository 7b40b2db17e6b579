import type { PipelineRow } from "@milepost/store/queries/pipeline";
import { expect, it } from "vitest";
import { standingOf } from "./pipeline-standing.ts";

const row = (standing: PipelineRow["standing"], completeUpTo: string | null): PipelineRow => ({
  topic: "observations",
  partition: 0,
  standing,
  complete_up_to: completeUpTo,
  lag_records: null,
  behind_seconds: null,
  log_end: 1,
  committed: 1,
  derived_up_to: null,
  measured_at: "2026-10-01T00:00:00.000Z",
  generation: 1,
});
const EARLY = "2026-10-01T08:00:00.000Z";
const LATE = "2026-10-01T09:00:00.000Z";

it.each([
  { when: "nothing was measured", rows: [], standing: "unknown", upTo: null },
  {
    when: "one partition is unknown",
    rows: [row("caught_up", LATE), row("unknown", EARLY)],
    standing: "unknown",
    upTo: EARLY,
  },
  {
    when: "one partition is behind",
    rows: [row("caught_up", LATE), row("behind", EARLY)],
    standing: "behind",
    upTo: EARLY,
  },
  {
    when: "of one partition nobody knows the time",
    rows: [row("caught_up", LATE), row("behind", null)],
    standing: "behind",
    upTo: null,
  },
  {
    when: "all are in",
    rows: [row("caught_up", LATE), row("caught_up", EARLY)],
    standing: "caught_up",
    upTo: EARLY,
  },
])("numbers stand where the worst partition stands: $when", ({ rows, standing, upTo }) => {
  const completeUpTo = upTo === null ? null : Date.parse(upTo);
  expect(standingOf(rows)).toEqual({ standing, completeUpTo });
});
