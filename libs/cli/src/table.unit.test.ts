import { describe, expect, it } from "vitest";
import { cellText, chance, figure, measured, percent, table, unitOf } from "./table.ts";

describe("a table for people", () => {
  it("aligns words to the left and figures to the right", () => {
    const rows = [
      { name: "a", size: 5 },
      { name: "long name", size: 1_000 },
    ];
    const columns = [
      { head: "name", of: (row: (typeof rows)[number]) => row.name },
      { head: "size", of: (row: (typeof rows)[number]) => row.size, right: true },
    ];
    expect(table(rows, columns)).toBe("name       size\na             5\nlong name  1000");
  });

  it("says unknown in words, never as 0 or nothing", () => {
    expect([cellText(null), cellText(undefined), cellText(0), cellText(false)]).toEqual([
      "unknown",
      "unknown",
      "0",
      "no",
    ]);
    expect([percent(null), figure(null)]).toEqual([null, null]);
  });

  it("writes billions with the cents that were posted", () => {
    expect(measured(12345678901.31, { unit: "EUR", decimals: 2 })).toBe("12,345,678,901.31 EUR");
  });

  it("writes chances in percent and figures with as many decimals as their size asks for", () => {
    expect([percent(0.424), figure(285_075_440.416), figure(97.3952), figure(-0.91234)]).toEqual([
      "42 %",
      "285,075,440",
      "97.4",
      "-0.9123",
    ]);
  });

  it("writes a chance never as certain, and a figure in the unit and decimals of its KPI", () => {
    expect([0, 0.004, 0.011, 0.5, 0.991, 1].map(chance)).toEqual([
      "<1 %",
      "<1 %",
      "1 %",
      "50 %",
      ">99 %",
      ">99 %",
    ]);
    expect([chance(null), measured(null, undefined)]).toEqual([null, null]);
    expect([
      measured(97.6, { unit: "percent", decimals: 1 }),
      measured(143_961.4, { unit: "miles", decimals: 0 }),
      measured(0.92, { unit: "rate", decimals: 2 }),
      measured(118.5, { unit: "currency", currency: "EUR", decimals: 2 }),
      measured(12, { unit: "items", currency: null, decimals: 0 }),
      measured(1_234.5, undefined),
    ]).toEqual(["97.6 %", "143,961 miles", "0.92", "EUR 118.50", "12 items", "1,235"]);
    expect(unitOf({ unit: "currency", currency: "EUR", decimals: 2 })).toBe("EUR");
    expect(unitOf({ unit: "items", currency: null, decimals: 0 })).toBe("items");
  });

  it("keeps each row on one line, however long its cells", () => {
    const long = cellText(`first\nsecond ${"x".repeat(200)}`);
    expect(long).toHaveLength(140);
    expect(long.startsWith("first second x")).toBe(true);
  });
});
