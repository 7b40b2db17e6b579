import { expect, test } from "vitest";
import { assessmentId, restsOn } from "./assessment-of.ts";
import type { AssessmentBasis } from "./assessment-of.ts";

const MOMENT = Date.parse("2026-10-01T00:00:00Z");
const basisAt = (asOf: number): AssessmentBasis =>
  ({ goalCase: { measured: { id: "otd" } }, asOf }) as unknown as AssessmentBasis;

test("what is assessed again on an older basis while the clock stands still has an id of its own, and made again the same one", () => {
  let before: { readonly id: string; readonly asOf: number } | undefined;
  const ids = ["a", "b", "a", "b", "c", "a"].map((digest) => {
    const id = assessmentId(basisAt(MOMENT), digest, before);
    expect(assessmentId(basisAt(MOMENT), digest, before)).toBe(id);
    expect([restsOn(id, digest), restsOn(id, "x")]).toEqual([true, false]);
    before = { id, asOf: MOMENT };
    return id;
  });
  expect(new Set(ids).size).toBe(ids.length);
  const later = assessmentId(basisAt(MOMENT + 1), "a", before);
  expect(later).toBe(assessmentId(basisAt(MOMENT + 1), "a", undefined));
});
