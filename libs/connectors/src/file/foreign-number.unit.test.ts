import { afterAll, describe, expect, it } from "vitest";
import { brief, filesUnderTest } from "./files-under-test.fixture.ts";
import { isForeignNumber } from "./foreign-number.ts";

const { read, remove } = filesUnderTest();
afterAll(remove);

describe("a cell that is a number with the other decimal separator alone", () => {
  it.each(["1.234,50", "1,5", "-1,5", ",5", "0,123", "1234,567", "12.345,678", "1.234.567"])("%s", (cell) => {
    expect(isForeignNumber(cell, ".")).toBe(true);
    const mirrored = cell.replaceAll(/[.,]/g, (mark) => (mark === "." ? "," : "."));
    expect(isForeignNumber(mirrored, ",")).toBe(true);
    expect(isForeignNumber(mirrored, ".")).toBe(false);
  });

  it.each([
    "1,234",
    "-12,345",
    "1,234,567",
    "1,234.5",
    "987",
    "1.5",
    "1.234",
    "n/a",
    "1.5.1",
    "",
    ",",
    "1,5 €",
  ])("is not %j", (cell) => {
    expect(isForeignNumber(cell, ".")).toBe(false);
  });

  it("is told from others in one go, however long it is", () => {
    for (const cell of [`${"0".repeat(1_000_000)}x`, `1${".000".repeat(300_000)}x`]) {
      expect(isForeignNumber(cell, ".")).toBe(false);
    }
  });
});

describe("a column with such a cell", () => {
  const months = "month;value\n2026-06;987\n2026-07;1.234\n2026-08;1.234,50\n2026-09;2.100\n";

  it("gives no value: half of it would be a thousand times too small", async () => {
    const batch = await read(months);
    expect(batch.readings).toEqual([]);
    expect(brief(batch)).toEqual(["null value decimal_separator", "4 value bad_number"]);
    expect(batch.problemCount).toBe(2);
    expect(batch.problems[0]?.message).toBe(
      `"1.234,50" on line 4 is a number with the decimalSeparator "," alone, and the connector's is ".": none of the column's other 3 values is taken; set decimalSeparator in the plan`,
    );
  });

  it("takes nothing from other columns", async () => {
    const text = "month;value;plan\n2026-08;1,5;7.5\n2026-09;2;8\n";
    const measures = [{ column: "value" }, { column: "plan", kind: "planned" }];
    const { readings } = await read(text, { measures });
    expect(readings.map(({ column, value }) => `${column} ${value}`)).toEqual(["plan 7.5", "plan 8"]);
  });

  it("may hold numbers with thousands separators, which are bad ones by themselves", async () => {
    const batch = await read('month,value\n2026-07,"1,234"\n2026-08,"1,234.50"\n2026-09,2.5\n');
    expect(brief(batch)).toEqual(["2 value bad_number", "3 value bad_number"]);
    expect(batch.readings).toMatchObject([{ value: "2.5" }]);
  });

  it("says so first, also where more rows have problems than are listed", async () => {
    const rows = Array.from({ length: 1_500 }, (_, index) => `2026-0${(index % 9) + 1};x`);
    const batch = await read(`month;value\n${rows.join("\n")}\n2026-08;1,5\n`);
    expect(batch.problems).toHaveLength(1_000);
    expect(batch.problems[0]?.code).toBe("decimal_separator");
  });
});
