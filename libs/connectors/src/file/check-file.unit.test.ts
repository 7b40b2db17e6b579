import { afterAll, describe, expect, it } from "vitest";
import { openFileConnector } from "./file-connector.ts";
import { filesUnderTest } from "./files-under-test.fixture.ts";

const { context, define, pull, remove } = filesUnderTest();
afterAll(remove);

describe("looking before pulling", () => {
  it("check says what is missing, all at once", async () => {
    const checks = await openFileConnector(define("month,amount\n", { kpi: "sold" })).check(context);
    expect(checks.map(({ name, ok }) => `${name} ${ok}`)).toEqual([
      "file true",
      "columns false",
      "kpis false",
    ]);
    const good = await openFileConnector(define("month,value\n")).check(context);
    expect(good.every(({ ok }) => ok)).toBe(true);
  });

  const jsonl = { format: "jsonl" };
  it.each([
    ["two columns of a wanted name", "month,value,value\n2026-08,1,2\n", {}],
    ["no header", "", {}],
    ["fields of other names", '{"m":"2026-08","v":1}\n', jsonl],
    ["a list", '[{"month":"2026-08","value":1}]\n', jsonl],
    ["UTF-16", Buffer.from('\ufeff{"month":"2026-08","value":1}\n', "utf16le"), jsonl],
  ])("check is not content with a file that a run fails over: %s", async (_name, content, more) => {
    const definition = define(content, more);
    await expect(pull(definition)).rejects.toMatchObject({ code: "connector_config" });
    const checks = await openFileConnector(definition).check(context);
    expect(checks.filter(({ ok }) => !ok)).toHaveLength(1);
  });

  it("check is content with JSON Lines that have each field somewhere", async () => {
    const rows = '{"month":"2026-08"}\n[]\n{"month":"2026-09","value":2}\n';
    const good = await openFileConnector(define(rows, jsonl)).check(context);
    expect(good.map(({ name, ok }) => `${name} ${ok}`)).toEqual(["file true", "columns true", "kpis true"]);
    const empty = await openFileConnector(define("", jsonl)).check(context);
    expect(empty.find(({ name }) => name === "columns")).toMatchObject({
      ok: true,
      message: "has no rows yet",
    });
  });

  it("discover types the columns and says what each is used for", async () => {
    const text = "month,value,note,nothing\n2026-07,1.5,a,\n2026-08,,b,\n";
    const { rowsLookedAt, fields } = await openFileConnector(define(text)).discover(context);
    expect(rowsLookedAt).toBe(2);
    expect(fields).toEqual([
      { name: "month", type: "date", empty: 0, sample: "2026-07", usedAs: "period" },
      { name: "value", type: "number", empty: 1, sample: "1.5", usedAs: "measure" },
      { name: "note", type: "text", empty: 0, sample: "a", usedAs: null },
      { name: "nothing", type: "empty", empty: 2, sample: null, usedAs: null },
    ]);
  });
});
