import { expect, test } from "vitest";
import { readYaml } from "./yaml-document.ts";

test.each([
  ["goals.__proto__", "goals:\n  __proto__: { title: On time }"],
  ["goals.g.__proto__", "goals:\n  g: { __proto__: { private: true } }"],
  ["goals.g.measure.series.__proto__", "goals:\n  g: { measure: { series: { __proto__: ulm } } }"],
])("%s is refused where it stands: schemas would drop it without a word", (field, text) => {
  expect(readYaml(text).problems).toEqual([
    expect.objectContaining({ field, code: "invalid_id", line: 2, fix: "choose another name" }),
  ]);
});
