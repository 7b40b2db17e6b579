import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { filesUnderTest } from "./files-under-test.fixture.ts";

const { read: pull, remove } = filesUnderTest();
afterAll(remove);

/** What became of a file: values by line, and problems by line, column and code. */
async function outcome(...rows: readonly string[]): Promise<readonly string[]> {
  const { readings, problems } = await pull(rows.join("\n"));
  const taken = readings.map(({ line, value }) => [line, `${line} = ${value}`] as const);
  const named = problems.map(({ line, column, code }) => [line ?? 0, `${line} ${column} ${code}`] as const);
  return [...taken, ...named].toSorted(([one], [other]) => one - other).map(([, text]) => text);
}

const HEADER = "month,value,comment";

describe("a quote that opens a cell and is not closed", () => {
  it.each([
    ["and a later row has quotes", ['2026-02,200,"fine"', "2026-03,300,x"]],
    ["and nothing but it is quoted", ["2026-02,200,fine", "2026-03,300,x"]],
    ["and a later cell ends with a quote", ["2026-02,200,fine", '2026-03,300,x"']],
    ["and a later row has an empty quoted cell", ['2026-02,200,""', '2026-03,300,"x"']],
    ["and a later row has doubled quotes", ['2026-02,200,"5"" pipe"', "2026-03,300,x"]],
    ["and a later value is quoted", ['2026-02,"200",x', '"2026-03","300","x"']],
  ])(
    "is a problem of its line, %s, and takes no other row with it",
    async (_title, [second = "", third = ""]) => {
      const problem = "2 comment open_quote";
      expect(await outcome(HEADER, '2026-01,100,"see note', second, third)).toEqual([
        problem,
        "3 = 200",
        "4 = 300",
      ]);
    },
  );

  it("says what would mend it", async () => {
    const { problems } = await pull(`${HEADER}\n2026-01,"100,x\n2026-02,200,"y"\n`);
    expect(problems).toEqual([
      {
        line: 2,
        column: "value",
        code: "open_quote",
        message:
          "a quote opens here that is not closed before a delimiter or a line's end; close it, and double quotes inside",
      },
    ]);
  });

  it("on every line is a problem of every line", async () => {
    const rows = Array.from({ length: 9 }, (_, index) => `2026-0${index + 1},1,"x`);
    expect(await outcome(HEADER, ...rows)).toEqual(rows.map((_, index) => `${index + 2} comment open_quote`));
  });

  it("in a later line of its row is named with the row", async () => {
    const { readings, problems } = await pull(`${HEADER}\n2026-02,"2\n","x\n2026-03,3,x\n`);
    expect(problems).toMatchObject([{ line: 3, column: "comment", code: "open_quote" }]);
    expect(problems[0]?.message).toContain("in the row of line 2,");
    expect(readings).toMatchObject([{ line: 4, value: "3" }]);
  });

  it("and closed before other text leaves the other rows alone", async () => {
    const rows = ['2026-01,100,"x"y', '2026-02,200,"he said "no" twice"', "2026-03,300,x"];
    expect(await outcome(HEADER, ...rows)).toEqual([
      "2 comment open_quote",
      "3 comment open_quote",
      "4 = 300",
    ]);
  });

  it("with more text behind it than a row may have is a problem of its line", async () => {
    const text = Array.from({ length: 30 }, () => "x".repeat(50_000));
    const found = await outcome(HEADER, '2026-01,100,"', ...text, "2026-02,200,x");
    expect(found.filter((one) => !one.endsWith("wrong_cell_count"))).toEqual([
      "2 comment open_quote",
      "33 = 200",
    ]);
  });
});

describe("quotes that are written as RFC 4180 says", () => {
  it("may go on over lines, with delimiters and doubled quotes inside", async () => {
    const rows = ['2026-01,"100","a, b', "", '2026, ""c""', 'd"', '2026-02,200,""', '"2026-03","300",""""'];
    expect(await outcome(HEADER, ...rows)).toEqual(["2 = 100", "6 = 200", "7 = 300"]);
  });

  it("may go on over lines before the period's cell", async () => {
    const rows = ['"one', 'two",2026-01,100', "x,2026-02,200"];
    expect(await outcome("comment,month,value", ...rows)).toEqual(["2 = 100", "4 = 200"]);
  });

  it("may stand in the middle of a cell that has none around it", async () => {
    expect(await outcome(HEADER, '2026-01,100,5" pipe', '2026-02,200,a "b" c')).toEqual([
      "2 = 100",
      "3 = 200",
    ]);
  });

  it("give back any cells, however lines end and whatever stands in them", async () => {
    const cell = fc.string({
      unit: fc.constantFrom('"', ",", "\n", "\r\n", "\r", " ", "a", ";", "é"),
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(cell, { maxLength: 8 }),
        fc.constantFrom("\n", "\r\n"),
        async (comments, end) => {
          const rows = comments.map(
            (text, index) => `2026-0${index + 1},${index},"${text.replaceAll('"', '""')}"`,
          );
          const { readings, problemCount } = await pull([HEADER, ...rows, ""].join(end));
          expect(problemCount).toBe(0);
          expect(readings.map(({ value }) => value)).toEqual(comments.map((_, index) => String(index)));
        },
      ),
      { numRuns: 200 },
    );
  });
});

it("no row is lost without a word, wherever a quote is put or taken away", async () => {
  const rows = ['2026-01,1,"a"', "2026-02,2,b", '2026-03,"3","c ""d"" e"', '2026-04,4,""', "2026-05,5,f"];
  const text = [HEADER, ...rows].join("\n");
  for (let at = HEADER.length + 1; at <= text.length; at += 1) {
    const taken = text[at] === '"' ? [text.slice(0, at) + text.slice(at + 1)] : [];
    for (const broken of [`${text.slice(0, at)}"${text.slice(at)}`, ...taken]) {
      const { readings, problems } = await pull(broken);
      const named = new Set([...readings, ...problems].map(({ line }) => line));
      expect(named, broken).toEqual(new Set([2, 3, 4, 5, 6]));
    }
  }
});
