import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonErrorPlace } from "./json-error-place.ts";
import { parseExactJson } from "./parse-exact-json.ts";

describe("decimals in JSON", () => {
  it.each(["0.1", "1.10", "12345678901234567890.123456789", "1e-7", "-0.000000001", "100"])(
    "the number %s keeps its digits",
    (text) => {
      const parsed = parseExactJson(`[{"data":{"value":${text},"other":${text}}}]`);
      expect(parsed).toEqual({ ok: true, value: [{ data: { value: text, other: Number(text) } }] });
    },
  );

  it("texts stay what they are", () => {
    expect(parseExactJson('{"data":{"value":"1.10"}}')).toEqual({
      ok: true,
      value: { data: { value: "1.10" } },
    });
  });
});

describe("a text in which a name stands twice in one object", () => {
  it.each([
    ['{"data":{"value":1,"value":2}}', "events", "data.value"],
    ['{"value":1,"value":2}', "data", "data.value"],
    ['{"event":{"id":"a","id":"b"}}', "wrapped event", "event.id"],
  ] as const)("%s is a problem of its field: nobody knows which one is meant", (text, holds, field) => {
    expect(parseExactJson(text, holds)).toMatchObject({
      ok: false,
      problem: { field, code: "repeated_name" },
    });
  });
});

describe("a text that is no JSON", () => {
  it.each([
    ['{"a": x}', 1, 7],
    ['{"a": 1,\n "b": }', 2, 7],
    ["[1, 2", 1, 6],
    ['{"a" 1}', 1, 6],
    ['{"a":1}\n}', 2, 1],
    ['"open', 1, 1],
    ["{,}", 1, 2],
    ["[1,]", 1, 4],
    ["", 1, 1],
  ])("%j breaks where a reader would point", (text, line, column) => {
    expect(jsonErrorPlace(text)).toEqual({ line, column });
  });

  it("a broken copy of any JSON is given a place inside it or at its end", () => {
    const wrong = fc.constantFrom("}", "]", ",", "x", '"', "\n");
    const broken = fc.property(fc.json(), fc.nat(), wrong, (json, at, character) => {
      const cut = at % (json.length + 1);
      const text = json.slice(0, cut) + character + json.slice(cut);
      const parsed = parseExactJson(text);
      if (parsed.ok) return;
      const lines = text.split("\n");
      const { line = 0, column = 0 } = parsed.problem;
      expect(line).toBeGreaterThanOrEqual(1);
      expect(line).toBeLessThanOrEqual(lines.length);
      expect(column).toBeGreaterThanOrEqual(1);
      expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
    });
    fc.assert(broken);
  });
});
