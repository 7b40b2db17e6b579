import { expect, it } from "vitest";
import { jsonSize } from "./json-size.ts";

it.each([
  ["1", 0, 1],
  ['{"a": 1, "b": [1, 2]}', 2, 1],
  [' [1, {"a": [1, 2], "b": 3}, 3]', 3, 3],
  [String.raw`["[[[,\"[,", "\\", 3]`, 1, 3],
])("%s nests and holds as much as it says", (text, depth, elements) => {
  expect(jsonSize(text)).toEqual({ depth, elements });
});
