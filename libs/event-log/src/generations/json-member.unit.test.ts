import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonMember } from "./json-member.ts";

// No name is a single backslash: Node 24.21's JSON.parse takes the name `"` for it once it has seen one.
const names = fc.constantFrom("a", "data", "", '"', "a\\", 'x"y', "\u2028", "1", "__proto__");
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    fc.jsonValue(),
    fc.constantFrom("}", '{"a":', '\\"', "],[", 'a\\\\"'),
    fc.array(tie("tree"), { maxLength: 3 }),
    fc.array(fc.tuple(names, tie("tree")), { maxLength: 4 }).map((members) => Object.fromEntries(members)),
  ),
}));

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => {
    const isObject = typeof inner === "object" && inner !== null && !Array.isArray(inner);
    return isObject && Object.hasOwn(inner, name) ? (inner as Record<string, unknown>)[name] : undefined;
  }, value);
}

test("whatever the JSON and however it is spaced, a member is found exactly where it stands", () => {
  const spacing = fc.constantFrom(0, 2, "\t");
  fc.assert(
    fc.property(tree, fc.array(names, { minLength: 1, maxLength: 3 }), spacing, (value, path, space) => {
      const text = JSON.stringify(value, undefined, space);
      const span = jsonMember(text, path);
      const wanted = valueAt(JSON.parse(text), path);
      const { from, to } = span ?? { from: 0, to: 0 };
      const found: unknown = span === undefined ? undefined : JSON.parse(text.slice(from, to));
      expect(found).toEqual(wanted);
      const changed: unknown = JSON.parse(
        span === undefined ? text : `${text.slice(0, from)}"changed"${text.slice(to)}`,
      );
      expect(valueAt(changed, path)).toBe(wanted === undefined ? undefined : "changed");
    }),
    { numRuns: 2_000 },
  );
});

test("of several members of one name the last one is meant, as JSON.parse has it", () => {
  const text = '{"a": {"b": 1}, "a" : {"b": 2 , "b":3}}';
  const span = jsonMember(text, ["a", "b"]);
  expect(text.slice(span?.from, span?.to)).toBe("3");
});
