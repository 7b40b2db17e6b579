import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openFileConnector } from "./file-connector.ts";
import { batchesOf, brief, filesUnderTest, knownKpi } from "./files-under-test.fixture.ts";

const { folder, context, define, pull, read, remove } = filesUnderTest();
afterAll(remove);

describe("a CSV file", () => {
  it("gives one reading a value, with the line and column it stands in", async () => {
    const { readings, rowsRead } = await read("month,value\n2026-08,1\n2026-09-01,2.50\n");
    expect(rowsRead).toBe(2);
    expect(readings).toEqual([
      {
        kpi: "sales",
        series: {},
        period: "2026-08",
        kind: "actual",
        line: 2,
        column: "value",
        value: "1",
        publishedAt: null,
      },
      {
        kpi: "sales",
        series: {},
        period: "2026-09",
        kind: "actual",
        line: 3,
        column: "value",
        value: "2.5",
        publishedAt: null,
      },
    ]);
  });

  it("may have a byte order mark, quotes, line breaks in cells, CRLF and empty lines: lines are still the file's own", async () => {
    const text = '\uFEFFmonth,note,value\r\n2026-07,"a\r\n""b""\r\nc",1\r\n\r\n2026-08,,x\r\n';
    const batch = await read(text);
    expect(batch.readings).toMatchObject([{ period: "2026-07", line: 2 }]);
    expect(brief(batch)).toEqual(["6 value bad_number"]);
  });

  it("may be separated by semicolons, with decimal commas", async () => {
    const { readings } = await read("month;value\n2026-08;1,25\n", { decimalSeparator: "," });
    expect(readings).toMatchObject([{ value: "1.25" }]);
  });

  it("with a bad number reports its line and column and takes the other rows", async () => {
    const batch = await read("month,value\n2026-07,n/a\n2026-08,1.5.1\n2026-09,3\n");
    expect(brief(batch)).toEqual(["2 value bad_number", "3 value bad_number"]);
    expect(batch.readings).toMatchObject([{ value: "3", line: 4 }]);
  });

  it("with an exponent alone reports what stands there: it is no 0", async () => {
    const csv = await read("month,value\n2026-07,e5\n2026-08,-E2\n2026-09,3e1\n");
    expect(brief(csv)).toEqual(["2 value bad_number", "3 value bad_number"]);
    expect(csv.problems[1]?.message).toBe('"-E2" is no number');
    expect(csv.readings).toMatchObject([{ value: "30" }]);
    const lines = await read('{"month":"2026-07","value":"e3"}\n', { format: "jsonl" });
    expect(brief(lines)).toEqual(["1 value bad_number"]);
  });

  it("with an empty value says unknown, not 0", async () => {
    const batch = await read("month,value\n2026-08,\n2026-09,  \n");
    expect(batch.readings).toEqual([]);
    expect(batch.blanks).toMatchObject([
      { period: "2026-08", line: 2 },
      { period: "2026-09", line: 3 },
    ]);
    expect(batch.problemCount).toBe(0);
  });

  it("without a wanted column fails before the first reading, and names the columns it has", async () => {
    const missing = read("month,amount\n2026-08,1\n");
    await expect(missing).rejects.toMatchObject({ code: "connector_config" });
    await expect(missing).rejects.toThrow('has no column "value"; it has month, amount');
    await expect(read("")).rejects.toThrow("it has no header");
    await expect(read("month,value,value\n2026-08,1,2\n")).rejects.toThrow('two columns "value"');
  });

  it("with a key twice reports both rows and takes none of them", async () => {
    const batch = await read("month,value\n2026-08,1\n2026-07,5\n2026-08-01,2\n");
    expect(brief(batch)).toEqual(["2 value duplicate_key", "4 value duplicate_key"]);
    expect(batch.problems[0]?.message).toContain("line 4");
    expect(batch.readings).toMatchObject([{ period: "2026-07" }]);
  });

  it("with a broken row reports its line and goes on", async () => {
    const batch = await read("month,value\n2026-07,1,9\n2026-08,x\n2026-09,3\nmay,4\n");
    expect(brief(batch)).toEqual(["2 null wrong_cell_count", "3 value bad_number", "5 month bad_period"]);
    expect(batch.readings).toMatchObject([{ period: "2026-09", line: 4 }]);
  });

  it("whose KPIs are not known lists each once and counts all its rows", async () => {
    const definition = { kpi: { column: "id", map: { a: "sales", b: "sale" } } };
    const batch = await read(
      "id,month,value\nb,2026-07,1\nb,2026-08,1\na,2026-08,1\nc,2026-08,1\nc,2026-09,1\n",
      definition,
    );
    expect(brief(batch)).toEqual(["2 value unknown_kpi", "5 id unmapped_kpi"]);
    expect(batch.problemCount).toBe(4);
    expect(batch.problems[0]?.message).toContain('did you mean "sales"');
    expect(batch.readings).toHaveLength(1);
  });

  it("of another grain than the KPI's says so", async () => {
    expect(brief(await read("month,value\n2026-08,1\n", { kpi: "weekly" }))).toEqual([
      "2 value grain_mismatch",
    ]);
  });

  it("feeds two KPIs from two columns, and series from dimension columns", async () => {
    const { readings, problems } = await read("month,value,ytd,plant\n2026-08,1,2,ulm\n2026-09,3,4,a=b\n", {
      measures: [{ column: "value" }, { column: "ytd", kpiSuffix: "-ytd", kind: "planned" }],
      dimensions: { plant: "plant" },
    });
    expect(readings.map((reading) => [reading.kpi, reading.kind, reading.series])).toEqual([
      ["sales", "actual", { plant: "ulm" }],
      ["sales-ytd", "planned", { plant: "ulm" }],
    ]);
    expect(problems).toMatchObject([{ line: 3, column: "plant", code: "bad_member" }]);
  });

  it("with bytes that are no UTF-8 has a problem in their row, and never part of a name", async () => {
    const rows = ["month,plant,value", "2026-01,K\xf6ln,1", "2026-02,Ulm,2"].join("\n");
    const batch = await read(Buffer.from(rows, "latin1"), { dimensions: { plant: "plant" } });
    expect(batch.readings.map(({ line }) => line)).toEqual([3]);
    expect(batch.problems).toEqual([expect.objectContaining({ line: 2, code: "not_utf8" })]);
  });

  it("with a member that looks like another one reports its line, and why", async () => {
    const text = 'month,value,plant\n2026-07,1,"ulm\nsouth"\n2026-08,2, ulm \n2026-09,3,u\u0007lm\n';
    const batch = await read(text, { dimensions: { plant: "plant" } });
    expect(brief(batch)).toEqual(["2 plant bad_member", "5 plant bad_member"]);
    expect(batch.problems[0]?.message).toContain("a control character, such as a line break");
    expect(batch.readings).toMatchObject([{ line: 4, series: { plant: "ulm" } }]);
    const half = await read('{"month":"2026-07","value":1,"plant":"\\ud800"}\n', {
      format: "jsonl",
      dimensions: { plant: "plant" },
    });
    expect(brief(half)).toEqual(["1 plant bad_member"]);
  });

  describe("with a row that names no member", () => {
    const text = "plant,month,value\nulm,2026-05,5\n,2026-06,6\n";
    const kpis = { sales: knownKpi("sales", { dimensions: ["plant"] }), flat: knownKpi("flat") };
    const catalog = { find: (id: string) => kpis[id as keyof typeof kpis], nearest: () => [] };
    const at = { ...context, catalog };
    const plants = { dimensions: { plant: "plant" } };

    it("has a problem there: a merged cell of a sheet looks the same as the total", async () => {
      const batch = await pull(define(text, plants), at);
      expect(batch.readings).toMatchObject([{ series: { plant: "ulm" } }]);
      expect(brief(batch)).toEqual(["3 plant bad_member"]);
      expect(batch.problems[0]?.message).toContain("set blankIsTotal: true in the connector");
    });

    it("gives the total where the connector says that it means it", async () => {
      const batch = await pull(define(text, { ...plants, blankIsTotal: true }), at);
      expect(batch.readings.map(({ series, period }) => [period, series])).toEqual([
        ["2026-05", { plant: "ulm" }],
        ["2026-06", {}],
      ]);
      expect(batch.problems).toEqual([]);
    });

    it("reads a KPI that has no dimensions from it", async () => {
      const mixed = "kpi,plant,month,value\nsales,ulm,2026-05,5\nflat,,2026-06,6\n";
      const batch = await pull(define(mixed, { ...plants, kpi: { column: "kpi" } }), at);
      expect(batch.readings).toMatchObject([{ kpi: "sales" }, { kpi: "flat", series: {} }]);
      expect(batch.problems).toEqual([]);
    });
  });

  it("reads members in one form of Unicode, whichever program wrote them", async () => {
    const text = "month,value,plant\n2026-07,1,K\u00f6ln\n2026-08,2,Ko\u0308ln\n2026-07,3,Ko\u0308ln\n";
    const batch = await read(text, { dimensions: { plant: "plant" } });
    expect(batch.readings).toMatchObject([{ line: 3, series: { plant: "K\u00f6ln" } }]);
    expect(brief(batch)).toEqual(["2 value duplicate_key", "4 value duplicate_key"]);
    const blank = await read("month,value,plant\n2026-07,1,Ulm\u00a0S\u00fcd\n", {
      dimensions: { plant: "plant" },
    });
    expect(brief(blank)).toEqual(["2 plant bad_member"]);
  });

  it("published at the period's end makes rows wait until it is over in the KPI's zone, plus its lag", async () => {
    const definition = define("month,value\n2026-08,1\n2026-09,2\n2026-10,oops\n", { knownAt: "period-end" });
    const batch = await pull(definition);
    const ends = ["2026-08-31T22:00:00Z", "2026-09-30T22:00:00Z"].map((text) => Date.parse(text));
    expect(batch.readings.map(({ publishedAt }) => publishedAt)).toEqual(ends);
    expect(batch.notYetPublished).toBe(1);
    expect(batch.problemCount).toBe(0);
    const before = await pull(definition, { ...context, now: (ends[1] ?? 0) - 1 });
    expect(before.readings).toHaveLength(1);
    const late = await pull({ ...definition, kpi: "late" });
    expect(late.readings.map(({ publishedAt }) => publishedAt)).toEqual([Date.parse("2026-09-10T22:00:00Z")]);
    expect(late.notYetPublished).toBe(2);
  });

  it("published at the period's end has a problem where an actual lies so far ahead that its year is mistyped", async () => {
    const rows = ["2062-09,7,", "2027-02,8,", "2027-01,9,", "2026-10,10,", "2062-10,,", "2062-11,,4"];
    const definition = define(`month,value,plan\n${rows.join("\n")}\n`, {
      knownAt: "period-end",
      measures: [{ column: "value" }, { column: "plan", kind: "planned" }],
    });
    const batch = await pull(definition);
    expect(brief(batch)).toEqual(["2 month period_not_begun", "3 month period_not_begun"]);
    expect(batch.problems[0]?.message).toContain("2062-09 lies far ahead of 2026-10, which is not over yet");
    expect(batch.readings).toMatchObject([{ kind: "planned", period: "2062-11", value: "4" }]);
  });

  it.each([
    ["day", ["2026-10-02", "2026-12-31"], ["2027-10-02"]],
    ["week", ["2026-W41", "2026-W52"], ["2027-W41"]],
    ["quarter", ["2026-Q4", "2027-Q1"], ["2027-Q2"]],
    ["year", ["2026", "2027"], ["2028"]],
  ] as const)(
    "waits for the next %s and for a quarter of a year, and no longer",
    async (grain, waits, far) => {
      const catalog = { find: (id: string) => knownKpi(id, { grain }), nearest: () => [] };
      const labels = [...waits, ...far];
      const definition = define(`period,value\n${labels.map((label) => `${label},1\n`).join("")}`, {
        knownAt: "period-end",
        period: { column: "period", grain },
      });
      const batch = await pull(definition, { ...context, catalog });
      expect(batch.notYetPublished).toBe(waits.length);
      expect(batch.problems.map(({ code }) => code)).toEqual(far.map(() => "period_not_begun"));
    },
  );

  it("published at the period's end waits with its actuals alone: the plan of a period that is not over is known when it is read", async () => {
    const definition = define("month,value,plan\n2026-09,2,3\n2026-11,,4\n", {
      knownAt: "period-end",
      measures: [{ column: "value" }, { column: "plan", kind: "planned" }],
    });
    const { readings } = await pull(definition);
    expect(readings).toMatchObject([
      { kind: "actual", period: "2026-09", value: "2", publishedAt: Date.parse("2026-09-30T22:00:00Z") },
      { kind: "planned", period: "2026-09", value: "3", publishedAt: Date.parse("2026-09-30T22:00:00Z") },
      { kind: "planned", period: "2026-11", value: "4", publishedAt: null },
    ]);
  });

  it("is handed on in batches of 5,000 readings, each once", async () => {
    const days = Array.from({ length: 12_000 }, (_, index) => `${index},${2000 + (index % 26)}-01-01`);
    const known = { ...context, catalog: { find: (id: string) => knownKpi(id), nearest: () => [] } };
    const definition = define(
      `value,month,kpi\n${days.map((row, index) => `${row},k${index}`).join("\n")}\n`,
      {
        kpi: { column: "kpi" },
      },
    );
    const batches = await batchesOf(openFileConnector(definition).pull(known));
    expect(batches.map(({ readings }) => readings.length)).toEqual([5_000, 5_000, 2_000]);
    expect(new Set(batches.flatMap(({ readings }) => readings.map((one) => one.kpi))).size).toBe(12_000);
    expect(batches.map(({ rowsRead }) => rowsRead)).toEqual([12_000, 0, 0]);
  });

  it("that is not there, is a folder or leads elsewhere fails with the way out", async () => {
    const at = (path: string) => pull({ ...define("month,value\n"), path });
    await expect(at(join(folder, "gone.csv"))).rejects.toThrow("is not there; check the connector's path");
    await expect(at(folder)).rejects.toThrow("is no regular file");
    const link = join(folder, "link.csv");
    symlinkSync("/etc/passwd", link);
    await expect(at(link)).rejects.toThrow("is a link to /etc/passwd");
  });
});
