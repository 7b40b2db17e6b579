import type { AlertContent } from "@milepost/contracts";
import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import { expect, test } from "vitest";
import { isLastChance } from "./last-chance.ts";

const content = EXAMPLE_EVENTS.alertRaised.data.content as AlertContent;
const raised = (from: string, actUntil: string | null): boolean =>
  isLastChance({ content: { ...content, actUntil, answer: { ...content.answer, from } } });

test("the last chance is when the last day on which action matters is less than a week away, that day included", () => {
  expect(raised("2026-11-23T00:00:00.000Z", "2026-11-30")).toBe(false);
  expect(raised("2026-11-23T00:00:01.000Z", "2026-11-30")).toBe(true);
  expect(raised("2026-11-30T23:59:59.000Z", "2026-11-30")).toBe(true);
});

test("what is over is no chance, and nor is what is not known", () => {
  expect(raised("2026-12-01T00:00:00.000Z", "2026-11-30")).toBe(false);
  expect(raised("2026-11-30T00:00:00.000Z", null)).toBe(false);
  expect(isLastChance({ content: undefined })).toBe(false);
});
