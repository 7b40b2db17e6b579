import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCsv } from "./csv.ts";

describe("a CSV text", () => {
  it("keeps commas and quotes inside quoted fields, and empty cells empty", () => {
    const text = 'id,name,note\n1,"Lost time, employees","said ""no"""\n2,,\r\n';
    expect(parseCsv(text)).toEqual([
      { id: "1", name: "Lost time, employees", note: 'said "no"' },
      { id: "2", name: "", note: "" },
    ]);
  });

  it("gives back whatever was written with every field quoted", () => {
    const cell = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 5 }), (rows) => {
        const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        const text = [["a", "b"], ...rows].map((row) => row.map(quote).join(",")).join("\n");
        expect(parseCsv(text)).toEqual(rows.map(([a, b]) => ({ a, b })));
      }),
    );
  });
});
