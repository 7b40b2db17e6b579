import { afterAll, describe, expect, it } from "vitest";
import { brief, filesUnderTest } from "./files-under-test.fixture.ts";

const { read, remove } = filesUnderTest();
afterAll(remove);

describe("a key that stands twice", () => {
  it("on many lines is told in few words: each problem names three other lines and counts the rest", async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => `2026-08,${index}`);
    const batch = await read(`month,value\n${rows.join("\n")}\n`);
    expect(batch.readings).toEqual([]);
    expect(batch.problemCount).toBe(20_000);
    expect(batch.problems).toHaveLength(1_000);
    expect(batch.problems.slice(0, 2).map(({ message }) => message)).toEqual([
      "actual of sales for 2026-08 stands on lines 3, 4, 5 and 19,996 more too; none of them is taken",
      "actual of sales for 2026-08 stands on lines 2, 4, 5 and 19,996 more too; none of them is taken",
    ]);
    expect(JSON.stringify(batch.problems).length).toBeLessThan(200_000);
  });

  it("since two columns feed it, as an old plan may say, is told by the column", async () => {
    const measures = [{ column: "value" }, { column: "total" }];
    const { problems } = await read("month,value,total\n2026-08,1,2\n", { measures });
    expect(problems.map(({ column }) => column)).toEqual(["value", "total"]);
    expect(problems[0]?.message).toContain("stands in another column of the line too");
  });

  it("is taken from none of its rows, also where another one is empty or holds no number", async () => {
    const batch = await read('month,value\n2026-08,\n2026-08,5\n2026-09,7\n2026-09,"1,000"\n2026-07,3\n');
    expect(batch.readings).toMatchObject([{ period: "2026-07", value: "3" }]);
    expect(batch.blanks).toEqual([]);
    expect(brief(batch)).toEqual([
      "2 value duplicate_key",
      "3 value duplicate_key",
      "4 value duplicate_key",
      "5 value bad_number",
      "5 value duplicate_key",
    ]);
  });
});

it("rows that state one column each leave the empty ones to each other, and an empty key is told once nobody states it", async () => {
  const measures = [{ column: "value" }, { column: "plan", kind: "planned" }];
  const { readings, blanks, problemCount } = await read(
    "month,value,plan\n2026-08,100,\n2026-08,,120\n2026-07,90,\n",
    { measures },
  );
  expect(readings.map(({ kind, period, value }) => [kind, period, value])).toEqual([
    ["actual", "2026-08", "100"],
    ["planned", "2026-08", "120"],
    ["actual", "2026-07", "90"],
  ]);
  expect(blanks.map(({ kind, period }) => [kind, period])).toEqual([["planned", "2026-07"]]);
  expect(problemCount).toBe(0);
});

describe("a message of a problem", () => {
  it("quotes no more of a long cell than somebody reads", async () => {
    const long = "x".repeat(100_000);
    const kpi = { column: "kpi", map: { s: "sales" } };
    const text = `kpi,month,value\ns,${long},1\ns,2026-07,${long}\n${long},2026-08,1\n`;
    const mapped = await read(text, { kpi });
    const free = await read(text, { kpi: { column: "kpi" } });
    const member = await read(`plant,month,value\n"${long}=",2026-08,1\n" ",2026-08,1\n`, {
      dimensions: { plant: "plant" },
    });
    const number = await read(`month,value\n2026-08,1.${"1".repeat(100_000)}\n`);
    const problems = [mapped, free, member, number].flatMap((batch) => batch.problems);
    expect(problems.map(({ code }) => code)).toEqual([
      "bad_period",
      "bad_number",
      "unmapped_kpi",
      "bad_period",
      "unknown_kpi",
      "unknown_kpi",
      "bad_member",
      "bad_number",
    ]);
    for (const { message } of problems) expect(message.length).toBeLessThanOrEqual(300);
    expect(mapped.problems[0]?.message).toMatch(/"x{60}…" is no month; write it as 2026-09/);
  });
});
