import { expect, it } from "vitest";
import { isCounting } from "./counting-versions.ts";

it("of a KPI that is not named version 1 alone counts, whatever its id", () => {
  for (const kpi of ["revenue", "constructor"]) {
    expect(isCounting({}, { kpi, kpi_version: 1 })).toBe(true);
    expect(isCounting({}, { kpi, kpi_version: 2 })).toBe(false);
  }
  expect(isCounting({ revenue: [2] }, { kpi: "revenue", kpi_version: 2 })).toBe(true);
});
