import { describe, expect, it } from "vitest";
import { cellText, figure, percent, table } from "./table.ts";

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

  it("writes chances in percent and figures with as many decimals as their size asks for", () => {
    expect([percent(0.424), figure(285_075_440.416), figure(97.3952), figure(-0.91234)]).toEqual([
      "42 %",
      "285,075,440",
      "97.4",
      "-0.9123",
    ]);
  });

  it("keeps each row on one line, however long its cells", () => {
    const long = cellText(`first\nsecond ${"x".repeat(200)}`);
    expect(long).toHaveLength(100);
    expect(long.startsWith("first second x")).toBe(true);
  });
});
