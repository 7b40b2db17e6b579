import type { EventOfType } from "@milepost/contracts";
import { lineage, recordedAt, row, utc } from "./row.ts";
import type { Placed, Row } from "./row.ts";

/** A test of a declared link from lead to lag. */
export function leadTestedRows({
  event,
  record,
}: Placed<EventOfType<"milepost.lead.tested.v1">>): readonly Row[] {
  const { data } = event;
  return [
    row("lead_test_events", {
      follower: data.follower,
      lead: data.lead,
      verdict: data.verdict,
      reason: data.reason,
      effect: data.effect,
      within: data.within,
      grain: data.grain,
      as_of: utc(data.asOf),
      period: data.period,
      periods: data.periods,
      periods_needed: data.periodsNeeded,
      lag: data.lag,
      strength: data.strength,
      p_value: data.pValue,
      q_value: data.qValue,
      gain: data.gain,
      tested_together: data.testedTogether,
      test_version: data.testVersion,
      inputs_position: JSON.stringify(data.inputsPosition),
      recorded_at: recordedAt(event),
      ...lineage(record),
    }),
  ];
}
