import { emptyPlan } from "@milepost/plan";
import { expect, test } from "vitest";
import { keptApart } from "./kept-apart.ts";

const row = { kpi: "rides", source: "//b", series_source: "//a", data_owner: "owner", conflicts: 2 };

test("the owner of the data is told which source counts, and what to do", () => {
  const people = new Map([["owner", { name: "Owner", email: "owner@example.org" }]]);
  const [item] = keptApart([{ ...row, reason: "other_source" }], { ...emptyPlan, people });
  expect(item).toMatchObject({ kpi: "rides", owner: "owner@example.org" });
  expect(item?.text).toBe(
    "2 values from //b not taken: //a reports this KPI. Name the source that counts in the plan, or stop the other one.",
  );
});

test("a KPI without a data owner says so", () => {
  const [item] = keptApart([{ ...row, reason: "other_payload", data_owner: null, conflicts: 1 }], emptyPlan);
  expect(item?.owner).toBe("no data owner is named");
  expect(item?.text).toContain("1 value from //b not taken");
});
