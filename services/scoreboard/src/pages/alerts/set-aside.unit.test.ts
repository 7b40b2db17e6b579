import { emptyPlan } from "@milepost/plan";
import { expect, test } from "vitest";
import { SEPTEMBER } from "../../testing/readings.ts";
import { setAside, setAsideLine, whatHappened } from "./set-aside.ts";

const row = {
  kpi: "rides",
  topic: "observations",
  letters: 2,
  newest: "observations-0-9",
  reason: "data.value: no",
};

test("what was set aside says what happened, how often, and the command that shows it", () => {
  const [item] = setAside([{ ...row, code: "invalid_event" }], emptyPlan);
  expect(item).toMatchObject({ kpi: null, name: "unknown KPI rides", owner: "no data owner is named" });
  expect(item?.text).toBe(
    "2 records do not say what the type promises: data.value: no. Fix and replay: milepost dead-letters show observations-0-9",
  );
  expect(whatHappened({ code: "no_json", reason: "" })).toBe("The record is no readable JSON.");
  expect(whatHappened({ code: "row_refused", letters: 1, reason: "x".repeat(300) })).toHaveLength(239);
});

test("a KPI's page counts the records that speak of it or of its year to date, and says nothing where none does", () => {
  const rows = [
    { ...row, code: "invalid_event" },
    { ...row, kpi: "rides-ytd", letters: 1, code: "no_json" },
  ];
  const line = setAsideLine(rows, ["rides", "rides-ytd"], SEPTEMBER);
  expect(line === false ? "" : line.safe).toContain("3 records about this KPI");
  expect(setAsideLine(rows, ["other"], SEPTEMBER)).toBe(false);
});
