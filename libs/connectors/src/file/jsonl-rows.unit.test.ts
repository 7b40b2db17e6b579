import { afterAll, describe, expect, it } from "vitest";
import { brief, filesUnderTest } from "./files-under-test.fixture.ts";

const { read, remove } = filesUnderTest();
afterAll(remove);

describe("a JSON Lines file", () => {
  const jsonl = { format: "jsonl" };

  it("keeps the digits of its numbers, and null and absence are empty", async () => {
    const text = '{"month":"2026-07","value":1.10}\n{"month":"2026-08","value":null}\n{"month":"2026-09"}\n';
    const batch = await read(text, jsonl);
    expect(batch.readings).toMatchObject([{ value: "1.1", line: 1 }]);
    expect(batch.blanks).toHaveLength(2);
  });

  it("names members by numbers as they are worth: 7 and 7.0 are one member, and texts stay what they are", async () => {
    const rows = [
      '{"month":"2026-07","value":1,"plant":7}',
      '{"month":"2026-08","value":2.50,"plant":7.0}',
      '{"month":"2026-09","value":3,"plant":70e-1}',
      '{"month":"2026-09","value":4,"plant":"7.0"}',
      '{"month":"2026-07","value":5,"plant":12345678901234567890.10}',
    ];
    const batch = await read(rows.join("\n"), { ...jsonl, dimensions: { plant: "plant" } });
    expect(batch.readings.map(({ value, series }) => [value, series["plant"]])).toEqual([
      ["1", "7"],
      ["2.5", "7"],
      ["3", "7"],
      ["4", "7.0"],
      ["5", "12345678901234567890.1"],
    ]);
  });

  it("reports a line that is no JSON object, and goes on", async () => {
    const batch = await read(
      '{"month":"2026-07","value":1}\n[]\n{oops\n\n{"month":"2026-08","value":true}\n',
      jsonl,
    );
    expect(brief(batch)).toEqual(["2 null broken_row", "3 null broken_row", "5 value bad_number"]);
  });

  it("may hold line separators of Unicode in its texts, which end no line", async () => {
    const batch = await read(
      '{"month":"2026-07","note":"a\u2028b","value":1}\n{"month":"2026-08","value":2}',
      jsonl,
    );
    expect(batch.readings.map(({ line, value }) => [line, value])).toEqual([
      [1, "1"],
      [2, "2"],
    ]);
  });

  it("in which a field never occurs fails before the first reading", async () => {
    await expect(read('{"month":"2026-07"}\n', jsonl)).rejects.toThrow(
      'No row of the file has a field "value"',
    );
  });

  it("that is one list, or in which no line is an object, says so", async () => {
    const list = '[{"month":"2026-08","value":1},{"month":"2026-09","value":2}]\n';
    const [first, rule] = ["line 1 is no JSON object", "one object a line, and no list around them"];
    await expect(read(list, jsonl)).rejects.toMatchObject({ code: "connector_config" });
    await expect(read(list, jsonl)).rejects.toThrow(first);
    await expect(read(`\n${list}`, jsonl)).rejects.toThrow("line 2 is no JSON object");
    await expect(read(list, jsonl)).rejects.toThrow(rule);
    await expect(read('{"month":"2026-08"}\n{oops\n', jsonl)).rejects.toThrow(
      'No row of the file has a field "value"; line 2 is no JSON object',
    );
  });

  it("with a name twice in one row takes nothing from the row: nobody knows which value is meant", async () => {
    const rows = '{"month":"2026-07","value":1,"value":2}\n{"month":"2026-08","value":3}\n';
    const batch = await read(rows, jsonl);
    expect(brief(batch)).toEqual(["1 value repeated_name"]);
    expect(batch.readings).toMatchObject([{ line: 2, value: "3" }]);
  });

  it("in UTF-16 says so", async () => {
    const text = Buffer.from('\ufeff{"month":"2026-08","value":1}\n', "utf16le");
    await expect(read(text, jsonl)).rejects.toThrow("is UTF-16; save it as UTF-8");
  });

  it("with bytes that are no UTF-8 has problems in their rows, in values and in the names of fields", async () => {
    const rows = [
      '{"month":"2026-01","plant":"K\xf6ln","value":1}',
      '{"month":"2026-01","plant":"Ulm","value":2}',
      // Its value would be empty: the field's name is another one.
      '{"month":"2026-02","plant":"Ulm","v\xe4lue":3}',
    ];
    const text = Buffer.from(rows.join("\n"), "latin1");
    const batch = await read(text, { ...jsonl, dimensions: { plant: "plant" } });
    expect(batch.readings).toMatchObject([{ line: 2, series: { plant: "Ulm" } }]);
    expect(brief(batch)).toEqual(["1 null not_utf8", "3 null not_utf8"]);
    expect(batch.blanks).toEqual([]);
  });
});
