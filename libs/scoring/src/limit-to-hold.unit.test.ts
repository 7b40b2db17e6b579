import { expect, it } from "vitest";
import { limitToHold } from "./limit-to-hold.ts";

it("a figure to hold is never rounded to where the target would be missed", () => {
  expect(limitToHold(95.15, 0, "atLeast")).toEqual({ figure: 95.2, decimals: 1 });
  expect(limitToHold(0.323, 0, "atLeast")).toEqual({ figure: 0.4, decimals: 1 });
  expect(limitToHold(99.903, 1, "atLeast")).toEqual({ figure: 99.91, decimals: 2 });
  expect(limitToHold(22_633_706.05, 0, "atLeast")).toEqual({ figure: 22_633_706.1, decimals: 1 });
  expect(limitToHold(95.85, 0, "atMost")).toEqual({ figure: 95.8, decimals: 1 });
  expect(limitToHold(-508.9, 0, "atLeast")).toEqual({ figure: -508.9, decimals: 1 });
});

it("where rounding already keeps the target, it has the decimals of its KPI", () => {
  expect(limitToHold(97, 0, "atLeast")).toEqual({ figure: 97, decimals: 0 });
  expect(limitToHold(96.7, 0, "atLeast")).toEqual({ figure: 97, decimals: 0 });
  expect(limitToHold(95.05, 0, "atMost")).toEqual({ figure: 95, decimals: 0 });
  expect(limitToHold(0.1 + 0.2, 1, "atLeast")).toEqual({ figure: 0.3, decimals: 1 });
});
