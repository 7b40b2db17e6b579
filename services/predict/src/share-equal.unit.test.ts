import { expect, test } from "vitest";
import { shareEqual } from "./share-equal.ts";

test("equal values are one object, and whatever came in between, a value stays what it says", () => {
  const shared = shareEqual<{ readonly at: number }>();
  const first = shared({ at: 0 });
  expect(shared({ at: 0 })).toBe(first);
  for (let at = 0; at < 1_000; at += 1) expect(shared({ at })).toEqual({ at });
  // Not for ever: few are remembered.
  expect(shared({ at: 0 })).not.toBe(first);
  expect(shared({ at: 0 })).toEqual(first);
});
