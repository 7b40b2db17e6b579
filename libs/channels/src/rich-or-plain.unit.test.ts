import { expect, it } from "vitest";
import { richOrPlain } from "./rich-or-plain.ts";

it("a template's fault leaves the plain form and says why", () => {
  const rich = (): string => {
    throw new TypeError("undefined has no length");
  };
  expect(richOrPlain(rich, () => "plain")).toEqual({
    form: "plain",
    plainBecause: "undefined has no length",
  });
});

it("a template without fault gives the rich form", () => {
  expect(
    richOrPlain(
      () => "rich",
      () => "plain",
    ),
  ).toEqual({ form: "rich", plainBecause: undefined });
});
