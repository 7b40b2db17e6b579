import type { View } from "./view.ts";
import { FIGURE, INSTANT, LINEAGE_COLUMNS, MAYBE_TEXT } from "./view.ts";

export const leadTests: View = {
  name: "lead_tests",
  comment: "Declared links from a leading to a lagging KPI, held against the values: one row is one test",
  columns: [
    ["lead", "String", "KPI that is said to lead"],
    ["follower", "String", "KPI that is said to follow"],
    ["newest", "Bool", "True: the link's last test, also where the plan does not declare the link any more"],
    ["verdict", "String", "supported, not_supported, or not_testable"],
    [
      "reason",
      MAYBE_TEXT,
      "Why it could not be tested: too_short, too_many_unknown, constant, grains_differ or running; NULL: it was",
    ],
    ["effect", "String", "What the plan supposes more of the lead to do: increase, decrease, or either"],
    ["within", "UInt32", "In how many periods at most, by the plan"],
    ["grain", "String", "Length of a period"],
    ["as_of", INSTANT, "Since when everything that it rests on could be known"],
    ["period", MAYBE_TEXT, "Last period in which both KPIs are known; NULL: there is none"],
    ["periods", "UInt32", "Periods from the first to the last in which both are known"],
    ["periods_needed", "UInt32", "Periods that a test needs"],
    ["lag", "Nullable(UInt32)", "Periods by which the lead is ahead; NULL: not tested"],
    [
      "strength",
      FIGURE,
      "Correlation, -1 to 1, of what the lead's own past does not explain with what follows; NULL: not tested",
    ],
    ["p_value", FIGURE, "How often shuffled values look as good or better; NULL: not tested"],
    [
      "q_value",
      FIGURE,
      "Share of false ones among the links that look as good as this one or better (Benjamini and Hochberg); NULL: not tested",
    ],
    [
      "gain",
      FIGURE,
      "Share of the typical error that knowing the lead took off forecasts of the last third; below 0: it added to it; NULL: not tested",
    ],
    ["tested_together", "UInt32", "Links that the q_value was worked out over"],
    ["test_version", "String", "Version of the test"],
    ["inputs_position", "String", "Offsets of the log below which everything was seen"],
    ["recorded_at", INSTANT, "When it was appended to the log"],
    ...LINEAGE_COLUMNS,
  ],
  select: (
    base,
  ) => `SELECT *, toBool(log_offset = max(log_offset) OVER (PARTITION BY lead, follower)) AS newest
FROM ${base}.lead_test_events FINAL`,
};
