import { expect, test } from "vitest";
import { OPENED_SHOWN, foldedShown, openedOf, openedText, shownOf } from "./folding.ts";

test("turning a long group over shows every goal once, and never more than a page of them", () => {
  const size = 3 * OPENED_SHOWN + 7;
  const seen: number[] = [];
  for (let from = 0; from < size;) {
    const shown = shownOf("miss", size, new Map([["miss", from]]));
    expect(shown.to - shown.from).toBeLessThanOrEqual(OPENED_SHOWN);
    for (let place = shown.from; place < shown.to; place += 1) seen.push(place);
    from = shown.to;
  }
  expect(seen).toEqual(Array.from({ length: size }, (_, place) => place));
});

test("a folded group shows its first goals, those on course none, and a place behind the end the last ones", () => {
  expect(shownOf("doubt", 1_000, new Map())).toEqual({ from: 0, to: foldedShown("doubt") });
  expect(shownOf("course", 1_000, new Map())).toEqual({ from: 0, to: 0 });
  expect(shownOf("miss", 5, new Map())).toEqual({ from: 0, to: 5 });
  expect(shownOf("miss", 100, new Map([["miss", 5_000]])).to).toBe(100);
});

test("what is open is read from an address as it was written there, and nonsense opens nothing", () => {
  const opened = openedOf("miss,course:60,nothing,doubt:x");
  expect([...opened]).toEqual([
    ["miss", 0],
    ["course", 60],
  ]);
  expect(openedOf(openedText(opened))).toEqual(opened);
});
