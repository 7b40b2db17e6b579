import { normalCumulative } from "@milepost/forecast";
import fc from "fast-check";
import { expect, test } from "vitest";
import { leadChance } from "./lead-chance.ts";
import type { LeadChance } from "./lead-chance.ts";

const BASE = normalCumulative(-0.5);
/** A goal that lacks 5, of which where it ends is unsure by 10. */
const chanceOf = (higher: number): number => normalCumulative((higher - 5) / 10);

const moved = (error: number, by = 5, seed = "s"): LeadChance =>
  leadChance({ slope: 2, error, seed }, chanceOf)(by);

test("a slope that is known exactly has the chance of a figure that is moved by as much", () => {
  const sure = chanceOf(10);
  expect(moved(0).pHit).toBeCloseTo(sure, 9);
  expect(moved(0).pHitLow).toBeCloseTo(sure, 9);
  expect(moved(0).pHitHigh).toBeCloseTo(sure, 9);
});

test("a badly determined slope gives a chance nearer to that of doing nothing, and a wider one", () => {
  fc.assert(
    fc.property(
      fc.record({ error: fc.double({ min: 0.05, max: 2, noNaN: true }), seed: fc.string() }),
      ({ error, seed }) => {
        const [well, badly] = [moved(error, 5, seed), moved(2 * error, 5, seed)];
        expect(badly.pHit).toBeLessThan(well.pHit);
        expect(badly.pHit).toBeGreaterThan(BASE);
        expect(badly.pHitHigh - badly.pHitLow).toBeGreaterThan(well.pHitHigh - well.pHitLow);
        expect(badly.pHitLow).toBeLessThan(badly.pHit);
        expect(badly.pHitHigh).toBeGreaterThan(badly.pHit);
      },
    ),
  );
});

test("it is the chance over all slopes: of a normal one about as much as theory says", () => {
  for (const error of [0.5, 1, 2]) {
    // A normal figure moved by a normal amount is a normal figure.
    const exact = normalCumulative((2 * 5 - 5) / Math.hypot(10, 5 * error));
    expect(moved(error).pHit).toBeCloseTo(exact, 2);
    expect(moved(error).pHitLow).toBeCloseTo(chanceOf(5 * (2 - 1.2816 * error)), 1);
    expect(moved(error).pHitHigh).toBeCloseTo(chanceOf(5 * (2 + 1.2816 * error)), 1);
  }
});

test("the same seed gives the same bytes, another one about the same chance", () => {
  expect(JSON.stringify(moved(1))).toBe(JSON.stringify(moved(1)));
  expect(moved(1, 5, "other").pHit).not.toBe(moved(1).pHit);
  expect(Math.abs(moved(1, 5, "other").pHit - moved(1).pHit)).toBeLessThan(0.01);
});
