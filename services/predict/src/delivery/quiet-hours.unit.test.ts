import { expect, it } from "vitest";
import { nextWeekAt, quietUntil, weekOf } from "./quiet-hours.ts";

const BERLIN = "Europe/Berlin";
const NIGHT = { from: "20:00", to: "07:00" };
const until = (now: string, quiet = NIGHT): string | null => {
  const end = quietUntil(Date.parse(now), quiet, BERLIN);
  return end === null ? null : new Date(end).toISOString();
};

it("quiet hours are the recipient's own, over midnight, with their beginning and without their end", () => {
  expect(until("2026-11-26T18:59:59Z")).toBeNull();
  expect(until("2026-11-26T19:00:00Z")).toBe("2026-11-27T06:00:00.000Z");
  expect(until("2026-11-27T05:59:59Z")).toBe("2026-11-27T06:00:00.000Z");
  expect(until("2026-11-27T06:00:00Z")).toBeNull();
  expect(until("2026-11-26T11:30:00Z", { from: "12:00", to: "13:00" })).toBe("2026-11-26T12:00:00.000Z");
});

it("they end at the right hour on the days on which clocks are changed", () => {
  expect(until("2026-03-28T22:00:00Z")).toBe("2026-03-29T05:00:00.000Z");
  expect(until("2026-10-24T22:00:00Z")).toBe("2026-10-25T06:00:00.000Z");
});

it("weeks begin on the recipient's Monday", () => {
  expect(weekOf(Date.parse("2026-11-29T22:59:00Z"), BERLIN)).toBe("2026-11-23");
  expect(weekOf(Date.parse("2026-11-29T23:00:00Z"), BERLIN)).toBe("2026-11-30");
  expect(nextWeekAt(Date.parse("2026-11-26T12:00:00Z"), BERLIN)).toBe(Date.parse("2026-11-29T23:00:00Z"));
});
