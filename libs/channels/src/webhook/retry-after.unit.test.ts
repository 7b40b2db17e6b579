import { expect, it } from "vitest";
import { retryAfterMs } from "./retry-after.ts";

const NOW = Date.parse("2026-11-26T20:00:00Z");

it.each([
  ["120", 120_000],
  [" 0 ", 0],
  ["Thu, 26 Nov 2026 20:01:30 GMT", 90_000],
  ["Thu, 26 Nov 2026 19:00:00 GMT", 0],
  ["999999999", 86_400_000],
  ["Thu, 26 Nov 2099 20:00:00 GMT", 86_400_000],
  ["soon", null],
  ["-5", null],
  ["", null],
  [null, null],
])("%j asks for %j ms", (header, expected) => {
  expect(retryAfterMs(header, NOW)).toBe(expected);
});
