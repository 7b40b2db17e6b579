import { describe, expect, it } from "vitest";
import { readDecimal } from "./read-decimal.ts";

describe("a cell's number", () => {
  it.each([
    ["12.50", "12.5"],
    ["+5", "5"],
    ["-007", "-7"],
    [".5", "0.5"],
    ["5.", "5"],
    ["1e3", "1000"],
    ["-0", "0"],
    ["000", "0"],
    ["00.50", "0.5"],
    ["0.000000001", "0.000000001"],
  ])("%j is %s", (cell, value) => {
    expect(readDecimal(cell, ".")).toEqual({ ok: true, value });
  });

  it.each(["", "-", ".", "1,000.5", "1 000", "12%", "$5", "NaN", "∞", "1e", "0x1F", "0.0000000001"])(
    "%j is none",
    (cell) => {
      expect(readDecimal(cell, ".").ok).toBe(false);
    },
  );

  it.each(["e5", "E7", "-E2", "+e1", ".e5", "e+3"])("%j has no digits to count by, and is none", (cell) => {
    expect(readDecimal(cell, ".")).toEqual({ ok: false, reason: `"${cell}" is no number` });
  });

  it.each([`${"0".repeat(1_000_000)}x`, `1.${"0".repeat(1_000_000)}1`, "1".repeat(1_000_000)])(
    "that is a million characters long is refused at once",
    (cell) => {
      expect(readDecimal(cell, ".").ok).toBe(false);
    },
  );

  it("may have a million zeros that say nothing", () => {
    expect(readDecimal(`${"0".repeat(1_000_000)}7.50`, ".")).toEqual({ ok: true, value: "7.5" });
  });

  it("may have a decimal comma where the connector says so", () => {
    expect(readDecimal("1,5", ",")).toEqual({ ok: true, value: "1.5" });
    expect(readDecimal("1.234,5", ",").ok).toBe(false);
    expect(readDecimal("1,234,5", ",").ok).toBe(false);
  });
});
