import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { repeatedName } from "./repeated-name.ts";

describe("a name that stands twice in one object", () => {
  it.each([
    ['{"a":1,"a":2}', "a"],
    [' { "a" : 1 , "b":[{}], "a" : 1 } ', "a"],
    ['{"data":{"value":1,"value":2}}', "data.value"],
    ['[{"a":1},{"a":[7,{"b":1,"b":2}]}]', "1.a.1.b"],
    [String.raw`{"a":1,"\u0061":2}`, "a"],
    [String.raw`{"a\"":"}","a\"":2}`, 'a"'],
    ['{"":1,"":2}', ""],
    ['{"__proto__":1,"__proto__":2}', "__proto__"],
  ])("in %s is found", (json, path) => {
    expect(repeatedName(json)).toBe(path);
  });

  it.each([
    "{}",
    "[]",
    "7",
    '"a"',
    '["a","a"]',
    '{"a":"a","b":"a"}',
    '{"a":{"a":{"a":1}},"b":{"a":1}}',
    '[{"a":1},{"a":1}]',
    String.raw`{"a":"\\","b":"\",\"a\":\"","c":["{\"a\":1,\"a\":1}"]}`,
    '{"a":1,"A":2}',
  ])("is not in %s", (json) => {
    expect(repeatedName(json)).toBeUndefined();
  });

  it("is in no text that was written of a value, and in each that is given one of its names again", () => {
    const twice = fc.property(
      fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }),
      fc.nat(),
      (value, nth) => {
        const json = JSON.stringify(value);
        const names = Object.keys(value);
        const name = names[nth % names.length] ?? "";
        expect(repeatedName(json)).toBeUndefined();
        expect(repeatedName(`${json.slice(0, -1)},${JSON.stringify(name)}:0}`)).toBe(name);
      },
    );
    fc.assert(twice);
  });

  it("is looked for in one go, however deep or long the text is", () => {
    const deep = 500_000;
    expect(repeatedName(`${"[".repeat(deep)}${"]".repeat(deep)}`)).toBeUndefined();
    expect(
      repeatedName(`{"a":"${String.raw`\"`.repeat(deep)}","b":"${String.raw`\\`.repeat(deep)}"}`),
    ).toBeUndefined();
  });
});
