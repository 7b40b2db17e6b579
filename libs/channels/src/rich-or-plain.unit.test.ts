import { expect, it } from "vitest";
import { richOrPlain } from "./rich-or-plain.ts";

it("a template's fault, whatever it throws, leaves the plain form and says why", () => {
  const faults = [new TypeError("undefined has no length"), "no words", { code: 3 }];
  for (const fault of faults) {
    const body = richOrPlain(
      () => {
        throw fault;
      },
      () => "plain",
    );
    expect(body).toEqual({ form: "plain", plainBecause: expect.any(String) });
  }
});

it("a template without fault gives the rich form", () => {
  expect(
    richOrPlain(
      () => "rich",
      () => "plain",
    ),
  ).toEqual({ form: "rich", plainBecause: undefined });
});
