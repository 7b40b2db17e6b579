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
  ["nothing was measured", [], "unknown", null],
  ["one partition is unknown", [row("caught_up", LATE), row("unknown", EARLY)], "unknown", EARLY],
  ["one partition is behind", [row("caught_up", LATE), row("behind", EARLY)], "behind", EARLY],
  ["of one partition nobody knows the time", [row("caught_up", LATE), row("behind", null)], "behind", null],
  ["all are in", [row("caught_up", LATE), row("caught_up", EARLY)], "caught_up", EARLY],
] as const)("numbers stand where the worst partition stands: %s", (_, rows, standing, completeUpTo) => {
  expect(standingOf(rows)).toEqual({
    standing,
    completeUpTo: completeUpTo === null ? null : Date.parse(completeUpTo),
  });
});
