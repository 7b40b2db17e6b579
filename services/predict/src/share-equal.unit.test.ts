import { expect, test } from "vitest";
import { shareEqual } from "./share-equal.ts";

test("equal values that come soon after each other are one object; later ones say the same, and only few are remembered", () => {
  const shared = shareEqual<{ readonly at: number }>();
  const first = shared({ at: 0 });
  expect(shared({ at: 0 })).toBe(first);
  for (let at = 0; at < 1_000; at += 1) expect(shared({ at })).toEqual({ at });
  expect(shared({ at: 0 })).not.toBe(first);
  expect(shared({ at: 0 })).toEqual(first);
});
