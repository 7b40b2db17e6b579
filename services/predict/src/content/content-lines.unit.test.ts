import type { AlertContent } from "@milepost/contracts";
import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import { expect, test } from "vitest";
import { contentLines } from "./content-lines.ts";

const content = EXAMPLE_EVENTS.alertRaised.data.content as AlertContent;
const told = (asOf: string, from: string): string =>
  contentLines({ ...content, asOf, answer: { ...content.answer, from } }).join("\n");

test("what is told long after its moment says of when it is, and where newer figures are", () => {
  expect(told("2026-03-01T00:00:00.000Z", "2026-07-02T00:00:00.000Z")).toMatch(
    /^All of this is as it could be known on 1 March 2026, without the figures that came since\.\n/,
  );
});

test("what is told in the round that found it says nothing of the kind", () => {
  expect(told("2026-03-01T00:00:00.000Z", "2026-03-01T06:00:00.000Z")).not.toContain("could be known");
});
