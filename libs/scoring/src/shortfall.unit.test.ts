import { describe, expect, it } from "vitest";
import { shortfall } from "./shortfall.ts";

const atLeast = (target: number) => ({ target, range: { lower: target, upper: Infinity } });
const atMost = (target: number) => ({ target, range: { lower: -Infinity, upper: target } });

describe("shortfall", () => {
  it("is the missing part of what should grow, and what is too much of what should shrink", () => {
    expect(shortfall(580, atLeast(1000))).toBe(0.42);
    expect(shortfall(142, atMost(100))).toBe(0.42);
    expect(shortfall(-14.2, atLeast(-10))).toBe(0.42);
  });

  it("is 0 where the target was met or passed", () => {
    expect(shortfall(1000, atLeast(1000))).toBe(0);
    expect(shortfall(1200, atLeast(1000))).toBe(0);
    expect(shortfall(80, atMost(100))).toBe(0);
  });

  it("is measured from the nearest end of a range, as a share of its target", () => {
    const range = { target: 50, range: { lower: 45, upper: 55 } };
    expect([shortfall(40, range), shortfall(60, range), shortfall(45, range)]).toEqual([0.1, 0.1, 0]);
  });

  it("cannot be told of a target of 0, and where target or figure are unknown", () => {
    expect(shortfall(5, atMost(0))).toBeNull();
    expect(shortfall(null, atLeast(1000))).toBeNull();
    expect(shortfall(580, { target: null, range: null })).toBeNull();
  });
});
